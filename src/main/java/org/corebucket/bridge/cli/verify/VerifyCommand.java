package org.corebucket.bridge.cli.verify;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cluster.ClusterIncidents;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.incident.RunFinder;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ChecksumText;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.report.ReportWriter;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.corebucket.bridge.verification.AuditRecord;
import org.corebucket.bridge.verification.DeploymentVerification;
import org.corebucket.bridge.verification.ReadinessCheck;
import org.corebucket.bridge.verification.VerifiedDeployment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Verifies a deployment once or as a watch, or only the digests of any tree. */
public final class VerifyCommand {

    /** The width of its help. */
    private static final int COLUMNS = 80;

    private final Session session;
    private final GlobalOptions global;
    private final RunFinder running;

    /**
     * A command of one session.
     *
     * @param running finds what a watch ends when an emergency stop comes in force
     */
    public VerifyCommand(Session session, GlobalOptions global, RunFinder running) {
        this.session = session;
        this.global = global;
        this.running = running;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        VerifyArguments arguments = new VerifyArguments();
        CommandSpec spec = Options.command(
                "verify",
                () -> run(arguments.read(session.host())),
                global,
                "Asks every question of readiness, and answers with a verdict, a score and an exit code.",
                footer(
                        "",
                        "Examples:",
                        "  bridgectl verify",
                        "  bridgectl verify --read-only --format sarif --output bridgectl.sarif",
                        "  bridgectl verify --quiet --require-memory",
                        "  bridgectl verify --trust /etc/bridgectl/release.public.pem --every 5m",
                        "  bridgectl verify --manifest SHA256SUMS --manifest SHA512SUMS",
                        "",
                        "Exit codes: 0 READY; 1-63 BLOCKED, the sum of 1 unlisted file, 2 missing,",
                        "4 changed, 8 another check failed, 16 not trusted, 32 emergency stop; 64 usage,",
                        "65 malformed manifest, 66 no manifest or deployment, 74 I/O error,",
                        "75 a watch is running already."));
        arguments.addTo(spec);
        return spec;
    }

    /** The foot of the help: the ids of all checks, then the other lines. */
    private static String[] footer(String... others) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        StringBuilder line = new StringBuilder("Checks:");
        ReadinessCheck[] checks = ReadinessCheck.values();
        for (int i = 0; i < checks.length; i++) {
            boolean last = i + 1 == checks.length;
            String mark = last ? "." : checks[i + 1].isDeep() && !checks[i].isDeep() ? ";" : ",";
            String word = (checks[i].isDeep() ? "with --deep " : "") + checks[i].id() + mark;
            if (line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        lines.addAll(List.of(others));
        return lines.toArray(String[]::new);
    }

    /** Verifies as the options say; returns the exit code. */
    @SuppressWarnings("try") // the lock is only held
    public int run(VerifyOptions options) throws Exception {
        options.requireSense(ReadinessCheck.ids());
        List<InputFile> manifest = options.manifest();
        Duration every = options.every();
        if (!manifest.isEmpty()) {
            return checksums(manifest, options);
        }
        requireWritable(options.output());
        if (every == null) {
            Deployment deployment = global.deploymentToRead(session.host());
            if (!options.asked().readOnly()) {
                ClusterIncidents.exchangeOnce(deployment, session.host(), session::warn);
            }
            return verify(deployment, options).code();
        }
        Deployment deployment = options.asked().readOnly()
                ? global.deploymentToRead(session.host())
                : global.deployment(session.host());
        try (DeploymentLock lock = DeploymentLock.forWatch(deployment);
                ProcessSignals end = ProcessSignals.listen(session)) {
            Duration interval = every.isZero() ? null : every;
            Rounds rounds = new Rounds(session, () -> verify(deployment, options));
            if (options.asked().readOnly() || options.asked().partial()) {
                return rounds.repeat(interval, end);
            }
            // A watch acts on what it saw even if its report could not be written.
            Rounds watching = new Rounds(session, () -> watched(deployment, options));
            try (ClusterIncidents nodes = new ClusterIncidents(deployment, session.host(), session::warn)) {
                nodes.exchangeEverySecond();
                return watching.watch(deployment, interval, running.in(deployment), end);
            }
        }
    }

    /** Checks that the output can be written before the verification, which may take an hour. */
    private static void requireWritable(@Nullable OutputFile output) throws IOException {
        if (output != null) {
            output.requireWritable();
        }
    }

    private Rounds.RoundAnswer verify(Deployment deployment, VerifyOptions options) throws IOException {
        Rounds.RoundAnswer answer = recorded(deployment, options);
        render(answer.seen().report(), options);
        return answer;
    }

    private Rounds.RoundAnswer watched(Deployment deployment, VerifyOptions options) throws IOException {
        Rounds.RoundAnswer answer = recorded(deployment, options);
        try {
            render(answer.seen().report(), options);
            return answer;
        } catch (IOException e) {
            session.err().println("bridgectl: the report could not be written: " + IoTrouble.words(e));
            return new Rounds.RoundAnswer(
                    answer.seen(), answer.code() == ExitCode.OK ? ExitCode.IO_ERROR : answer.code());
        }
    }

    private Rounds.RoundAnswer recorded(Deployment deployment, VerifyOptions options) throws IOException {
        VerifiedDeployment seen;
        try (VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            seen = new DeploymentVerification(session.host(), deployment, options.asked(), progress).verify();
        }
        int code = seen.report().verdict().exitCode();
        Optional<String> unrecorded =
                options.asked().readOnly() ? Optional.empty() : AuditRecord.append(deployment, seen.report());
        if (unrecorded.isPresent()) {
            session.warn(unrecorded.get());
            code = code == ExitCode.OK ? ExitCode.IO_ERROR : code;
        }
        return new Rounds.RoundAnswer(seen, code);
    }

    private int checksums(List<InputFile> lists, VerifyOptions options) throws Exception {
        requireWritable(options.output());
        ChecksumVerification verification =
                new ChecksumVerification(session, global.directory(session.host()), options);
        Manifest manifest = verification.read(lists);
        ReadinessReport report;
        try (VerifyProgress progress = VerifyProgress.on(session, global.directory(session.host()))) {
            progress.expect(manifest);
            report = verification.run(manifest, progress);
        }
        if (options.format() == ReportFormat.TEXT && isToStandardOutput(options)) {
            new ChecksumText(options.quiet()).write(report, session.out(), session.err());
        } else {
            render(report, options);
        }
        return report.verdict().exitCode();
    }

    private static boolean isToStandardOutput(VerifyOptions options) {
        OutputFile output = options.output();
        return output == null || output.isStandardOutput();
    }

    private void render(ReadinessReport report, VerifyOptions options) throws IOException {
        OutputFile named = options.output();
        OutputFile output = named == null || named.isStandardOutput() ? null : named;
        boolean colour = output == null && global.colour(session);
        ReportWriter writer = ReportWriter.of(options.format(), new TextStyle(colour, options.quiet()));
        if (output == null) {
            writer.write(report, session.out());
        } else {
            output.write(out -> {
                Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                writer.write(report, text);
                text.flush();
            });
        }
    }
}
