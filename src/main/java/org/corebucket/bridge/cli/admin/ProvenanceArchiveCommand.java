package org.corebucket.bridge.cli.admin;

import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.V5Archive;
import org.corebucket.bridge.ledger.file.V5Archive.ArchiveOutcome;
import org.corebucket.bridge.ledger.read.ArchivedLedger;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;

/** Archives a V5 ledger, and begins the new ledger with an entry that records it (CONTRACT 8). */
final class ProvenanceArchiveCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    ProvenanceArchiveCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "archive",
                this,
                global,
                "Keeps a ledger of V5, to which the bridge can't append: verifies it, moves it, unaltered, to "
                        + ArchivedLedger.PATH
                        + ", and begins the new ledger with an entry, signed with the bridge's key, that records its digest,"
                        + " size, verdict and last hash. It is kept whether its chain holds or not.",
                "",
                "Example: bridgectl provenance archive",
                "",
                "Exit codes: 0 done, or there is none; 65 malformed key, or what is there is no",
                "ledger; 66 the key is missing, 74 I/O error, 75 a bridge has the ledger, 77 it",
                "is not the bridge's key.");
        key.addPassphraseTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        SignedCheckpoints checkpoints = Ledgers.checkpoints(session, deployment, Ledgers.inFiles(deployment));
        RsaSigner bridge = Ledgers.bridgeKey(session, deployment, key, checkpoints);
        LedgerOptions options = LedgerOptions.standard(
                bridge,
                Ledgers.header(session, deployment).deployment(),
                session.host().clock());
        ArchiveOutcome outcome = V5Archive.archive(
                LedgerFiles.of(deployment), ChainVerifier.of(TreeHasher.onePerProcessor(), HashProgress.NONE), options);
        if (!(outcome instanceof ArchiveOutcome.Archived done)) {
            session.out().println("Nothing to archive: there is no ledger of V5 in the live one's place.");
            return ExitCode.OK;
        }
        new SeenLedgers(deployment, session.host())
                .replace(new Head(done.receipt().seq(), done.receipt().hash().hex()));
        ArchivedLedger archived = done.archived();
        session.out()
                .println("Archived: " + ArchivedLedger.PATH + ", " + archived.bytes() + " bytes, sha256 "
                        + archived.sha256().hex());
        session.out().println(OneLine.of("Its chain of " + archived.entries() + " entries " + archived.verdict()));
        session.out()
                .println("The new ledger begins with entry " + done.receipt().seq()
                        + ", which records this. Next: bridgectl" + " provenance verify");
        return ExitCode.OK;
    }
}
