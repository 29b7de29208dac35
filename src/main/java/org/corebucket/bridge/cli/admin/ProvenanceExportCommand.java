package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.ledger.file.LedgerExport;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.ExportedLog;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.VerifierKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the ledger, wherever it is kept, as files. */
final class ProvenanceExportCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final PositionalParamSpec directory = PositionalParamSpec.builder()
            .paramLabel("DIR")
            .arity("1")
            .type(Path.class)
            .description(
                    "An empty directory; it is made if it is not there. If entries were archived, a copy of the archive.")
            .build();

    ProvenanceExportCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "export",
                this,
                global,
                "Writes the ledger, its checkpoints, and those of its log with what verifies them, into a directory, byte for byte,"
                        + " as the files that a ledger in files has. Anybody can verify them there, and a deployment can go back to files with them.",
                "",
                "Examples:",
                "  bridgectl provenance export /backup/ledger",
                "  bridgectl provenance verify /backup/ledger",
                "",
                "Exit codes: 0 done, 64 usage, 66 no deployment, 74 I/O error, such as a",
                "directory that is not empty.");
        spec.addPositional(directory);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        Path into = session.host().workingDirectory().resolve((Path) directory.getValue());
        long entries;
        int signed;
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host())) {
            // They are listed first: so the ledger that is read then has all entries that they count.
            Optional<String> origin = LogSettings.origin(deployment, session.host());
            LogCheckpoints log = place.logCheckpoints(origin.orElse(""));
            List<Long> sizes = log.sizes();
            try (LedgerReading ledger = place.read()) {
                entries = LedgerExport.write(ledger, place.checkpoints(), into, LedgerOptions.SEGMENT_BYTES);
            }
            signed = sizes.isEmpty() ? 0 : ExportedLog.write(log, sizes, keys(deployment, origin.orElse("")), into);
        }
        session.out()
                .println(OneLine.of("Exported " + entries + (entries == 1 ? " entry" : " entries")
                        + (signed == 0 ? "" : " and " + Ledgers.counted(signed, "checkpoint") + " of the log")
                        + " to " + FileNames.of(into)
                        + ". Verify them: bridgectl provenance verify " + ShellWord.of(FileNames.of(into))));
        return ExitCode.OK;
    }

    /** What verifies the log. A ledger is worth an export without it. */
    private List<VerifierKey> keys(Deployment deployment, String origin) throws IOException {
        try {
            return DeploymentLog.trust(deployment, origin).keys();
        } catch (MendableException e) {
            session.warn("the log's keys are left out: " + e.getMessage());
            return List.of();
        }
    }
}
