package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.certificate.CertificateTarget;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Certifies a deployment that is READY, or asks whether a certificate still holds. */
public final class CertifyCommand implements Callable<Integer> {

    /** Long enough for a release, short enough that somebody verifies again. */
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

    private final OptionSpec check =
            Options.input("--check", "FILE", "Say whether a certificate holds: its Markdown, or its JSON.");

    private final OptionSpec trust = Options.input("--trust", "PEM", "The release key's public half to trust.");

    /** A command of one session. */
    public CertifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "certify",
                this,
                global,
                "Verifies with --deep and, if the deployment is READY, writes a signed certificate of it. With --check"
                        + " says which of a certificate's signature, expiry, files, policy and ledger holds.",
                "",
                "Examples:",
                "  bridgectl certify",
                "  bridgectl certify --key /media/usb/release.private.pem --expires 168h",
                "  bridgectl certify --check PRODUCTION_CERTIFICATE.md",
                "",
                "Exit codes: 0 certified, or it holds; 1-63 what verify found, nothing was",
                "written; 1 of --check: it does not hold; 64 usage, 65 the file is no",
                "certificate, 66 a file or the key is missing, 74 I/O error, 75 another",
                "instance is at work, 77 this is not the release key.");
        spec.addOption(output);
        spec.addOption(expires);
        spec.addOption(check);
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
            if (output.getValue() != null || expires.getValue() != null || key.named(session.host()) != null) {
                throw new UsageException("--check writes nothing, and does not go with --output, --expires or --key");
            }
            return new CertificateQuestions(session, deployment, trusted).ask(asked);
        }
        RsaPrivateKey release = key.read(session.host(), deployment.privateKey("release."));
        Duration given = expires.getValue();
        CertificateTarget target = target(deployment);
        target.requireWritable();
        Certification certification = new Certification(session, deployment, trusted, release);
        return certification.run(target, given == null ? STANDARD_LIFE : given);
    }

    private CertificateTarget target(Deployment deployment) throws UsageException, IOException {
        OutputFile named = Options.output(output, session.host());
        Path path = named == null ? null : named.path();
        if (path != null && path.equals(CertificateFiles.at(path).json())) {
            throw new UsageException("--output names the Markdown; the JSON goes beside it");
        }
        return named == null ? CertificateTarget.of(deployment) : CertificateTarget.of(named);
    }
}
