package org.corebucket.bridge.cli.admin;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.ledger.tree.LogPublication;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.SignedNote;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Publishes the log as static files. */
final class ProvenancePublishCommand implements Callable<Integer> {

    private static final String USUAL = "insight/log";

    private final Session session;
    private final GlobalOptions global;

    private final PositionalParamSpec directory = PositionalParamSpec.builder()
            .paramLabel("DIR")
            .index("0")
            .arity("0..1")
            .type(Path.class)
            .description("Where to; it is made if it is not there. Else " + USUAL + " in the deployment.")
            .build();

    ProvenancePublishCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "publish",
                this,
                global,
                "Writes the ledger's log as static files, byte for byte what a bridge serves below /log, so that any web server or"
                        + " bucket can serve it: checkpoint, tile/... and tile/entries/.... Only what is new is written, each"
                        + " file whole, and the checkpoint last. It tells nothing of the entries but their hashes.",
                "",
                "Examples:",
                "  bridgectl provenance publish",
                "  bridgectl provenance publish /srv/www/log",
                "  rsync -a --exclude /checkpoint insight/log/ mirror:log/ \\",
                "    && rsync -a insight/log/checkpoint mirror:log/",
                "",
                "Exit codes: 0 done, 1 the ledger is not what was signed, 64 usage, 66 no",
                "deployment, 74 I/O error, 75 somebody else publishes there or has the ledger,",
                "77 another log is published there, 78 the deployment has no log.");
        spec.addPositional(directory);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        @Nullable Path named = directory.getValue();
        Path into = named == null
                ? deployment.path(USUAL)
                : session.host().workingDirectory().resolve(named);
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host())) {
            SignedNote checkpoint = new LogAtHand(session, global, deployment, place).last();
            DurableFiles.makeDirectories(into);
            try (DeploymentLock lock = DeploymentLock.acquire(into.resolve(".lock"));
                    LedgerReading ledger = place.read()) {
                print(
                        LogPublication.publish(ledger, LogSettings.directory(deployment), checkpoint, into),
                        OneLine.of(FileNames.of(into)));
            }
            return ExitCode.OK;
        } catch (InconsistentLogException | LogAtHand.UnsignedLedgerException e) {
            session.err().println("bridgectl: " + OneLine.lines(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
    }

    private void print(LogPublication.PublishedLog published, String into) {
        session.out()
                .println("Published the log " + published.head().origin() + " over "
                        + Ledgers.counted(published.head().size(), "entry") + " in " + into + ": "
                        + (published.files() == 0
                                ? "all was there"
                                : Ledgers.counted(published.files(), "file") + " written")
                        + ".");
    }
}
