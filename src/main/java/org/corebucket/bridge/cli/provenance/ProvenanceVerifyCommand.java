package org.corebucket.bridge.cli.provenance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Sealing;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.verify.Progress;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.NoDeploymentException;
import org.corebucket.bridge.ledger.chain.ChainReport;
import org.corebucket.bridge.ledger.chain.ChainVerifier;
import org.corebucket.bridge.ledger.chain.CheckpointFile;
import org.corebucket.bridge.ledger.chain.Segments;
import org.corebucket.bridge.ledger.entry.EntryKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Verifies a ledger. */
final class ProvenanceVerifyCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec signatures =
            Options.flag("--signatures", "Verify every entry's signature too, by the public keys in security/.");

    private final PositionalParamSpec file = PositionalParamSpec.builder()
            .paramLabel("FILE")
            .index("0")
            .arity("0..1")
            .type(Path.class)
            .description("A ledger in this form or that of V5; else all segments and checkpoints of the deployment.")
            .build();

    ProvenanceVerifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "verify",
                this,
                global,
                "Verifies that every entry of the ledger is what was written, that none is missing, and that it is what"
                        + " the checkpoints signed. Says at which line what is wrong.",
                "",
                "Examples:",
                "  bridgectl provenance verify",
                "  bridgectl provenance verify --signatures",
                "  bridgectl provenance verify /backup/provenance_chain.jsonl",
                "",
                "Exit codes: 0 it holds, 1 it does not, 64 usage, 65 malformed key, 66 no such",
                "file or deployment, 74 I/O error.");
        spec.addOption(signatures);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Path named = file.getValue();
        ChainReport report =
                named == null ? whole() : alone(global.directory(session.host()).resolve(named));
        Ledgers.print(report, session.out());
        if (report.holds() && named == null) {
            Ledgers.printCheckpoints(report, session.out());
        }
        if (report.holds() && Options.isSet(signatures)) {
            session.out().println("Signatures hold: one an entry.");
        }
        return report.holds() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ChainReport whole() throws Exception {
        Deployment deployment = global.deployment(session.host());
        CheckpointFile checkpoints = Ledgers.checkpoints(session, deployment);
        try (Segments segments = Segments.of(deployment);
                Progress progress = Progress.on(session, deployment.root())) {
            progress.expect(segments.bytes());
            return verifier(progress, deployment).verify(segments, checkpoints);
        }
    }

    private ChainReport alone(Path path) throws Exception {
        Deployment keys = Options.isSet(signatures) ? global.deployment(session.host()) : null;
        try (Progress progress = Progress.on(session, path)) {
            progress.expect(path.toFile().length());
            return verifier(progress, keys).verify(List.of(path));
        }
    }

    private ChainVerifier verifier(Progress progress, @Nullable Deployment deployment)
            throws IOException, NoDeploymentException, MalformedKeyException {
        ChainVerifier chains = ChainVerifier.of(Sealing.jobs(), progress);
        return deployment != null && Options.isSet(signatures)
                ? chains.withSignatures(EntryKeys.in(deployment.security()))
                : chains;
    }
}
