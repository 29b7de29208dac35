package org.corebucket.bridge.cli.certify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.SigningKey;
import org.corebucket.bridge.cli.session.UsageException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Certifies a deployment that is READY, or asks whether a certificate still holds. */
public final class CertifyCommand implements Callable<Integer> {

    /** Long enough for a release, short enough that somebody verifies again. */
    private static final Duration STANDARD_LIFE = Duration.ofDays(30);

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec output = Options.path(
            "--output",
            "FILE",
            "Where the Markdown goes, with the JSON beside it; else PRODUCTION_CERTIFICATE.md in the root.");

    private final OptionSpec expires =
            Options.duration("--expires", "How long it holds, at most as long as the seal; else 720h.");

    private final OptionSpec check =
            Options.path("--check", "FILE", "Say whether a certificate holds: its Markdown, or its JSON.");

    private final OptionSpec trust = Options.path("--trust", "PEM", "The release key's public half to trust.");

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
        Deployment deployment = global.deployment(session.host());
        Path asked = path(check);
        if (asked != null) {
            if (output.getValue() != null || expires.getValue() != null || key.file(session.host()) != null) {
                throw new UsageException("--check writes nothing, and does not go with --output, --expires or --key");
            }
            return new CertificateQuestions(session, deployment, path(trust)).ask(CertificateFiles.at(asked), asked);
        }
        Path named = key.file(session.host());
        RsaPrivateKey release = key.read(session.host(), named == null ? deployment.privateKey("release.") : named);
        Duration given = expires.getValue();
        Certification certification = new Certification(session, deployment, path(trust), release);
        return certification.run(target(deployment), given == null ? STANDARD_LIFE : given);
    }

    private CertificateFiles target(Deployment deployment) throws UsageException {
        Path named = path(output);
        if (named == null) {
            return CertificateFiles.of(deployment);
        }
        if (named.equals(CertificateFiles.at(named).json())) {
            throw new UsageException("--output names the Markdown; the JSON goes beside it");
        }
        return CertificateFiles.at(named);
    }

    private @Nullable Path path(OptionSpec option) {
        Path given = option.getValue();
        return given == null ? null : session.host().workingDirectory().resolve(given);
    }
}
