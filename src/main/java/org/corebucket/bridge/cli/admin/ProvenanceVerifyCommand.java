package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.NoDeploymentException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.ExportedLog;
import org.corebucket.bridge.ledger.place.HostLogMemory;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.ArchivedLedger;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.EntryKeys;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerQuestions;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.tree.LogTrust;
import org.corebucket.bridge.ledger.tree.LogVerification;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Verifies the deployment's ledger, or one in a file. */
final class ProvenanceVerifyCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec signatures =
            Options.flag("--signatures", "Verify every entry's signature too, by the public keys in security/.");

    private final ResultFormat format = new ResultFormat();

    /** Takes what people are told. */
    private PrintWriter out;

    private final PositionalParamSpec file = Options.file(
            "0..1",
            "A ledger in this form or that of V5, or a directory of its segments, with what its log signed if that lies there;"
                    + " else all segments and checkpoints of the"
                    + " deployment.");

    ProvenanceVerifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.out = session.out();
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "verify",
                this,
                global,
                "Verifies that every entry of the ledger is what was written, that none is missing, and that it is what"
                        + " the checkpoints signed; and holds every checkpoint and cosignature of its log against the tree, which"
                        + " is computed from the entries, and against what this host remembers of the log outside of the deployment."
                        + " Says at which line what is wrong. Without FILE it goes on to an archived"
                        + " ledger of V5, and compares that with what the ledger's first entry recorded of it.",
                "",
                "Examples:",
                "  bridgectl provenance verify",
                "  bridgectl provenance verify --signatures",
                "  bridgectl provenance verify /backup/provenance_chain.jsonl",
                "",
                "Exit codes: 0 it holds, 1 it does not, 64 usage, 65 malformed key, 66 no such",
                "file or deployment, 74 I/O error.");
        spec.addOption(signatures);
        format.addQuietTo(spec);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        out = format.text(session);
        Path named = file.getValue();
        ChainReport report = named == null ? whole() : alone(InputFile.of(named, global.directory(session.host())));
        if (report.unacknowledged() && named == null && !report.v5()) {
            out.println(
                    "A crash left this, and nobody was ever told of it: the bridge cuts it off when it starts, and keeps"
                            + " it in logs/aside.");
        }
        if (report.holds() && Options.isSet(signatures)) {
            out.println("Signatures hold: one an entry.");
        }
        boolean archiveHolds = named != null || archived(report);
        format.json(session, json -> write(report, archiveHolds, json));
        return report.holds() && archiveHolds ? ExitCode.OK : ExitCode.FAILED;
    }

    /**
     * Verifies the archived V5 ledger, if there is one.
     *
     * @return false if it is not what was recorded
     */
    private boolean archived(ChainReport report) throws Exception {
        if (report.v5()) {
            out.println("It is in the form of V5, and the bridge can't append to it: bridgectl provenance archive"
                    + " keeps it and begins a new one.");
            return true;
        }
        Deployment deployment = global.deploymentToRead(session.host());
        if (DeploymentLedger.isInDatabase(deployment)) {
            return true;
        }
        Optional<ArchivedLedger> recorded;
        try (LedgerReading ledger = LedgerPlace.inFiles(deployment).read()) {
            recorded = ArchivedLedger.recordedIn(ledger);
        }
        try (VerifyProgress progress = VerifyProgress.on(session, deployment.path(ArchivedLedger.PATH))) {
            Optional<String> problem = ArchivedLedger.problem(
                    LedgerFiles.of(deployment), recorded, ChainVerifier.of(TreeHasher.onePerProcessor(), progress));
            if (problem.isPresent()) {
                out.println(OneLine.of(ArchivedLedger.PATH + ": " + problem.get()));
                out.println("THE ARCHIVED LEDGER IS NOT WHAT WAS RECORDED");
                return false;
            }
        }
        if (recorded.isPresent()) {
            ArchivedLedger was = recorded.get();
            out.println(OneLine.of("Archived ledger of V5: what entry 1 recorded, " + was.entries()
                    + " entries, last hash " + was.head() + "; its chain " + was.verdict()));
        }
        return true;
    }

    private ChainReport whole() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host())) {
            SignedCheckpoints checkpoints = Ledgers.checkpoints(session, deployment, place);
            Optional<LogVerification> log = DeploymentLog.verification(
                    deployment,
                    place,
                    Ledgers.header(session, deployment).deployment(),
                    new HostLogMemory(new TrustStore(deployment, session.host())));
            ChainReport report;
            try (LedgerReading ledger = place.read();
                    VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
                progress.expect(ledger.bytes());
                report = verifier(progress, deployment)
                        .beside(log.stream().toList())
                        .verify(ledger, checkpoints);
            }
            Ledgers.print(report, out);
            if (report.holds()) {
                Ledgers.printCheckpoints(report, out);
            }
            if (log.isPresent()) {
                tell(log.get(), report);
            } else if (!NoteKeys.there(deployment, Holder.LOG).isEmpty()) {
                out.println(DeploymentLog.withoutCheckpoint(deployment));
            }
            return report;
        }
    }

    /** Says what is kept of the log if that is not among the evidence, and what to do about each kind of flaw of it. */
    private void tell(LogVerification log, ChainReport report) {
        if (!report.holds() || report.v5()) {
            out.println(OneLine.of(log.kept()));
        }
        Set<String> remedies = new LinkedHashSet<>();
        for (ChainFlaw flaw : report.flaws()) {
            if (flaw.kind().isOfLog()) {
                remedies.add(LedgerQuestions.finding(flaw, false).remedy());
            }
        }
        remedies.forEach(remedy -> out.println(OneLine.of("What to do: " + remedy)));
    }

    private void write(ChainReport report, boolean archiveHolds, JsonWriter json) throws IOException {
        json.beginObject()
                .field("holds", report.holds() && archiveHolds)
                .field("entries", report.entries())
                .knownField("head", report.head())
                .field("v5", report.v5())
                .field("signatures_verified", report.holds() && Options.isSet(signatures))
                .field("archived_entries", report.archived().size())
                .field("archive_holds", archiveHolds)
                .field("checkpoints", report.checkpoints());
        Optional<Checkpoint> last = report.lastCheckpoint();
        if (last.isPresent()) {
            json.beginObject("last_checkpoint")
                    .field("size", last.get().size())
                    .field("timestamp", UtcTime.of(last.get().timestamp()))
                    .endObject();
        } else {
            json.nullField("last_checkpoint");
        }
        json.strings("followed", report.followed())
                .field("unacknowledged", report.unacknowledged())
                .field("flaw_count", report.flawCount())
                .beginArray("flaws");
        for (ChainFlaw flaw : report.flaws()) {
            json.beginObject()
                    .field("kind", flaw.kind().words())
                    .field("file", flaw.file())
                    .field("line", flaw.line())
                    .field("detail", flaw.detail())
                    .field("remedy", LedgerQuestions.finding(flaw, false).remedy())
                    .endObject();
        }
        json.endArray().endObject();
    }

    private ChainReport alone(InputFile given) throws Exception {
        Deployment keys = Options.isSet(signatures) ? global.deploymentToRead(session.host()) : null;
        Optional<ExportedLog> log = given.path() == null ? Optional.empty() : ExportedLog.beside(given.path());
        Optional<LogVerification> verification = Optional.empty();
        if (log.isPresent()) {
            verification = Optional.of(log.get().verification(trust(log.get())));
        }
        try (LedgerReading ledger = LedgerReading.of(given);
                VerifyProgress progress =
                        VerifyProgress.on(session, session.host().workingDirectory())) {
            progress.expect(ledger.bytes());
            ChainReport report = verifier(progress, keys)
                    .beside(verification.stream().toList())
                    .verify(ledger);
            Ledgers.print(report, out);
            report.followed().forEach(line -> out.println(OneLine.of(line)));
            if (verification.isPresent()) {
                tell(verification.get(), report);
            }
            return report;
        }
    }

    /** The keys of this deployment if the log is its own; else those that lie there, which is said. */
    private LogTrust trust(ExportedLog log) throws IOException, MendableException {
        try {
            Deployment deployment = global.deploymentToRead(session.host());
            if (LogSettings.origin(deployment, session.host()).equals(Optional.of(log.origin()))) {
                return DeploymentLog.trust(deployment, log.origin());
            }
        } catch (NoDeploymentException e) {
            // Whoever has no deployment has what lies there.
        }
        LogTrust there = log.trust();
        if (!there.keys().isEmpty()) {
            out.println(OneLine.of("The log's keys are those that came with the ledger: compare "
                    + FileNames.of(log.keys()) + " with what its owner gave you"));
        }
        return there;
    }

    private ChainVerifier verifier(VerifyProgress progress, @Nullable Deployment deployment)
            throws IOException, NoDeploymentException, MalformedKeyException {
        ChainVerifier chains = ChainVerifier.of(TreeHasher.onePerProcessor(), progress);
        return deployment != null && Options.isSet(signatures)
                ? chains.withSignatures(new EntryKeys(KeyRing.ofAll(deployment)))
                : chains;
    }
}
