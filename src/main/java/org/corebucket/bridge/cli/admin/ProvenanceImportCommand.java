package org.corebucket.bridge.cli.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.HostLogMemory;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.postgres.LedgerImport;
import org.corebucket.bridge.ledger.postgres.MarkRetention;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LogVerification;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogCheckpoints;
import picocli.CommandLine.Model.CommandSpec;

/** Takes the ledger in the deployment's files into the database that the descriptor names. */
final class ProvenanceImportCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    ProvenanceImportCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        return Options.command(
                "import",
                this,
                global,
                "Takes the ledger in the deployment's files, its checkpoints and those of its log, into the database that the bridge's descriptor"
                        + " names, byte for byte. It is verified first, and it is there whole or not at all. The tables must be"
                        + " there and empty (bridgectl cluster init); the files stay as they are.",
                "",
                "Example: bridgectl provenance import",
                "",
                "Exit codes: 0 done, 1 the ledger in files does not hold, 65 malformed",
                "descriptor, 66 no deployment, 74 the database does not answer, 75 a bridge has",
                "the files, 78 the descriptor names no database, or that has a ledger already.");
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        DatabaseSettings settings = ClusterInitCommand.settings(deployment, session.host());
        BridgeSettings bridge = BridgeSettings.of(deployment);
        MarkRetention retention = new MarkRetention(
                bridge.freshness().replayMemory(),
                bridge.freshness().window(),
                bridge.freshness().payloadsWithoutTimestamp());
        LedgerPlace files = LedgerPlace.inFiles(deployment);
        try (DeploymentLock lock =
                DeploymentLock.acquire(LedgerFiles.of(deployment).lock())) {
            ChainReport report = verify(deployment, files);
            if (!report.holds() || report.v5()) {
                Ledgers.print(report, session.out());
                session.err()
                        .println("bridgectl: nothing was imported: the ledger in files does not hold, or is one of V5");
                return ExitCode.FAILED;
            }
            Map<Long, String> checkpoints = checkpoints(files.checkpoints());
            try (LedgerReading ledger = files.read();
                    Database database = Database.of(settings, deployment, "bridgectl provenance import")) {
                String origin = LogSettings.of(deployment)
                        .origin(Ledgers.header(session, deployment).deployment());
                LogCheckpoints log = files.logCheckpoints(origin);
                Head end = LedgerImport.run(
                        database,
                        ledger,
                        checkpoints,
                        new LedgerImport.ImportedLog(origin, log),
                        retention,
                        session.host().clock());
                session.out()
                        .println("Imported " + end.size() + (end.size() == 1 ? " entry" : " entries") + " and "
                                + checkpoints.size() + (checkpoints.size() == 1 ? " checkpoint" : " checkpoints")
                                + (end.size() == 0 ? "." : ", head " + end.hash() + "."));
                if (!log.sizes().isEmpty()) {
                    session.out()
                            .println(OneLine.of("Imported "
                                    + Ledgers.counted(log.sizes().size(), "checkpoint") + " of the log " + origin
                                    + "."));
                }
            }
        }
        session.out()
                .println("Next: bridgectl provenance verify, which now reads the database; keep the files as a copy.");
        return ExitCode.OK;
    }

    private ChainReport verify(Deployment deployment, LedgerPlace files) throws Exception {
        Optional<LogVerification> log = DeploymentLog.verification(
                deployment,
                files,
                Ledgers.header(session, deployment).deployment(),
                new HostLogMemory(new TrustStore(deployment, session.host())));
        try (LedgerReading ledger = files.read();
                VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            progress.expect(ledger.bytes());
            return ChainVerifier.of(TreeHasher.onePerProcessor(), progress)
                    .beside(log.stream().toList())
                    .verify(ledger, Ledgers.checkpoints(session, deployment, files));
        }
    }

    /** All of them, which were verified, by their sizes. */
    private static Map<Long, String> checkpoints(CheckpointLines lines) throws IOException, MalformedJsonException {
        Map<Long, String> checkpoints = new TreeMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(lines.open(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
                if (!Checkpoint.isTorn(bytes)) {
                    checkpoints.put(Checkpoint.parse(bytes, lines.name()).size(), line);
                }
            }
        }
        return checkpoints;
    }
}
