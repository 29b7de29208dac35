package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.certificate.CertificateTarget;
import org.corebucket.bridge.cli.shared.DecisionSteps;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.report.ReportWriter;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.verification.AuditRecord;
import org.corebucket.bridge.verification.CertificateQuestions;
import org.corebucket.bridge.verification.Certification;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Certifies a deployment that is READY, or says whether a certificate still holds. */
public final class CertifyCommand implements Callable<Integer> {

    /**
     * How long a certificate holds unless {@code --expires} is given: long enough for a release, short enough that
     * somebody soon verifies again.
     */
    private static final Duration STANDARD_LIFE = Duration.ofDays(30);

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec output = Options.output(
            "--output",
            "FILE",
            "Where the Markdown goes, with the JSON beside it; else PRODUCTION_CERTIFICATE.md in the root. - is standard"
                    + " output, which gets the JSON alone, as does what is no regular file.");

    private final OptionSpec expires =
            Options.duration("--expires", "How long it holds, at most as long as the seal; else 720h.");

    private final DecisionSteps steps = new DecisionSteps(
            "Write no certificate, but propose it to those who may decide; see bridgectl approve --help.",
            "Write the certificate that was proposed, once enough have approved it.");

    private final OptionSpec check =
            Options.input("--check", "FILE", "Say whether a certificate holds: its Markdown, or its JSON.");

    private final ResultFormat format = ResultFormat.with("--check");

    private final OptionSpec trust =
            Options.input("--trust", "PEM", "The release key's public half, or the trust root, to trust.");

    /** A command of one session. */
    public CertifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "certify",
                this,
                global,
                "Verifies with --deep and, if the deployment is READY, writes a signed certificate of it. With --check"
                        + " says which of a certificate's signature, expiry, files, policy, ledger and log holds.",
                "",
                "Examples:",
                "  bridgectl certify",
                "  bridgectl certify --key /media/usb/release.private.pem --expires 168h",
                "  bridgectl certify --propose --expires 168h",
                "  bridgectl certify --complete",
                "  bridgectl certify --check PRODUCTION_CERTIFICATE.md",
                "",
                "Exit codes: 0 certified, or it holds; 1-63 what verify found, nothing was",
                "written; 1 of --check: it does not hold; 64 usage, 65 the file is no",
                "certificate, 66 a file or the key is missing, 74 I/O error, 75 another",
                "instance is at work, 77 this is not the release key.");
        spec.addOption(output);
        spec.addOption(expires);
        steps.addTo(spec);
        spec.addOption(check);
        format.addQuietTo(spec);
        spec.addOption(trust);
        key.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        InputFile asked = Options.input(check, session.host());
        Deployment deployment =
                asked == null ? global.deployment(session.host()) : global.deploymentToRead(session.host());
        InputFile trusted = Options.input(trust, session.host());
        if (asked != null) {
            if (output.getValue() != null || expires.getValue() != null || key.isNamed()) {
                throw new UsageException("--check writes nothing, and does not go with --output, --expires or --key");
            }
            ShownAnswers answers = new ShownAnswers(format.text(session));
            new CertificateQuestions(session.host(), deployment, trusted).ask(asked, answers);
            int code = answers.end();
            format.json(session, answers::write);
            return code;
        }
        if (format.isGiven()) {
            throw new UsageException("--format and --quiet go with --check");
        }
        requireOneStep();
        Certification certification = new Certification(session.host(), deployment, trusted);
        CertificateTarget target = target(deployment);
        if (steps.proposes()) {
            Authority authority = Decider.of(deployment, session.host()).requireRoot("certify");
            return certify(deployment, certification, report -> {
                Proposal proposal = certification.propose(report, life(), authority);
                ProposalText.tellProposed(proposal, deployment, authority, session.out());
            });
        }
        if (steps.completes()) {
            Authority authority = Decider.of(deployment, session.host()).requireRoot("certify");
            target.requireWritable();
            return certify(
                    deployment,
                    certification,
                    report -> tell(certification.complete(report, target, authority), target));
        }
        Signatory signatory = certification.alone(key.signer(session.host(), deployment, KeyPurpose.RELEASE));
        target.requireWritable();
        return certify(
                deployment,
                certification,
                report -> tell(certification.issue(report, target, life(), signatory), target));
    }

    private void requireOneStep() throws UsageException {
        steps.require(null, expires);
        if (steps.proposes() && output.getValue() != null) {
            throw new UsageException("--output belongs to --complete: --propose writes no certificate");
        }
    }

    private Duration life() {
        Duration given = expires.getValue();
        return given == null ? STANDARD_LIFE : given;
    }

    /** What is done with a report that is READY. */
    private interface Certifying {
        void of(ReadinessReport ready) throws IOException, MendableException;
    }

    private int certify(Deployment deployment, Certification certification, Certifying certifying) throws Exception {
        ReadinessReport report;
        try (VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            report = certification.verify(progress);
        }
        Optional<String> unrecorded = AuditRecord.append(deployment, report);
        unrecorded.ifPresent(session::warn);
        if (!report.verdict().ready()) {
            ReportWriter.of(ReportFormat.TEXT, new ReportWriter.TextStyle(false, true))
                    .write(report, session.out());
            session.err().println("bridgectl: not certified: the deployment is BLOCKED; nothing was written");
            return report.verdict().exitCode();
        }
        if (unrecorded.isPresent()) {
            return ExitCode.IO_ERROR;
        }
        certifying.of(report);
        return ExitCode.OK;
    }

    private void tell(Certificate certificate, CertificateTarget target) {
        PrintWriter words = target.isStandardOutput() ? session.err() : session.out();
        words.println("Certified READY as " + certificate.id() + ", until "
                + UtcTime.of(certificate.times().expires()) + ".");
        target.words().forEach(words::println);
    }

    private CertificateTarget target(Deployment deployment) throws UsageException, IOException {
        OutputFile named = Options.output(output, session.host());
        Path path = named == null ? null : named.path();
        if (path != null && path.equals(CertificateFiles.at(path).json())) {
            throw new UsageException("--output names the Markdown; the JSON goes beside it");
        }
        return named == null ? CertificateTarget.of(deployment) : CertificateTarget.of(named);
    }

    /** Prints a line for each answer. At the end it repeats the names of those that do not hold. */
    private static final class ShownAnswers implements CertificateQuestions.AnswerListener {

        private final PrintWriter out;
        private final List<String> broken = new ArrayList<>();
        private final List<CertificateQuestions.CertificateAnswer> answers = new ArrayList<>();
        private String subject = "";

        ShownAnswers(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void subject(String words) {
            subject = words;
            say(words);
        }

        @Override
        public void answered(CertificateQuestions.CertificateAnswer answer) {
            answers.add(answer);
            String flaw = answer.flaw().orElse(null);
            if (flaw == null) {
                say("[OK] " + answer.question() + " holds: " + answer.words());
            } else {
                broken.add(answer.question());
                say("[ERROR] " + answer.question() + " does not hold: " + flaw);
            }
        }

        @Override
        public void unreadable() {
            say("[SKIP] expiry, files, policy, ledger, log: not asked, since what was signed can't be read");
        }

        int end() {
            say(
                    broken.isEmpty()
                            ? "The certificate holds."
                            : "THE CERTIFICATE DOES NOT HOLD: " + String.join(", ", broken));
            return broken.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }

        void write(JsonWriter json) throws IOException {
            json.beginObject()
                    .field("holds", broken.isEmpty())
                    .knownField("certificate", subject)
                    .beginArray("answers");
            for (CertificateQuestions.CertificateAnswer answer : answers) {
                json.beginObject()
                        .field("question", answer.question())
                        .field("holds", answer.flaw().isEmpty())
                        .field("words", answer.flaw().orElse(answer.words()))
                        .endObject();
            }
            json.endArray().endObject();
        }

        private void say(String line) {
            out.println(OneLine.of(line));
        }
    }
}
