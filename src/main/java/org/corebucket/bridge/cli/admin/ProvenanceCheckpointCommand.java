package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import picocli.CommandLine.Model.CommandSpec;

/** Signs a checkpoint of the ledger now. */
final class ProvenanceCheckpointCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    ProvenanceCheckpointCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "checkpoint",
                this,
                global,
                "Verifies the ledger, and signs its size and head with the bridge's key. A running bridge does that by"
                        + " itself.",
                "",
                "Example: bridgectl provenance checkpoint",
                "",
                "Exit codes: 0 done, 1 the ledger does not hold or is of V5, 65 malformed key, 66",
                "the key is missing, 74 I/O error, 75 a bridge has the ledger, 77 it is not the",
                "bridge's key.");
        key.addPassphraseTo(spec);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        try (DeploymentLock lock =
                        DeploymentLock.acquire(LedgerFiles.of(deployment).lock());
                LedgerPlace place = DeploymentLedger.of(deployment, session.host())) {
            return sign(deployment, place);
        } catch (LockHeldException e) {
            session.err().println("bridgectl: " + e.getMessage());
            session.err()
                    .println("A running bridge signs checkpoints itself: at the latest 5 minutes after the ledger"
                            + " grew, and when it stops.");
            return ExitCode.LOCKED;
        }
    }

    private int sign(Deployment deployment, LedgerPlace place) throws Exception {
        SignedCheckpoints checkpoints = Ledgers.checkpoints(session, deployment, place);
        ChainReport report = verify(deployment, place, checkpoints);
        if (!report.holds()) {
            Ledgers.print(report, session.out());
            session.err().println("bridgectl: nothing was signed: the ledger does not hold");
            return ExitCode.FAILED;
        }
        if (report.v5()) {
            session.err()
                    .println("bridgectl: nothing was signed: the ledger is in the form of V5"
                            + "\nKeep it, and begin a new one: bridgectl provenance archive");
            return ExitCode.FAILED;
        }
        if (report.entries() == 0) {
            session.out().println("The ledger is empty: there is nothing to sign.");
            return ExitCode.OK;
        }
        RsaSigner bridge = Ledgers.bridgeKey(session, deployment, key, checkpoints);
        Checkpoint checkpoint = Checkpoint.signed(
                Ledgers.header(session, deployment).deployment(),
                report.entries(),
                Sha256.parse(report.head()),
                session.host().clock().instant(),
                bridge);
        checkpoints.append(checkpoint);
        session.out()
                .println("Signed " + report.entries() + (report.entries() == 1 ? " entry" : " entries") + ", head "
                        + report.head() + ".");
        return ExitCode.OK;
    }

    private ChainReport verify(Deployment deployment, LedgerPlace place, SignedCheckpoints checkpoints)
            throws IOException {
        try (LedgerReading ledger = place.read();
                VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            progress.expect(ledger.bytes());
            return ChainVerifier.of(TreeHasher.onePerProcessor(), progress).verify(ledger, checkpoints);
        }
    }
}
