package org.corebucket.bridge.cli.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.RefusedException;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.SigningKey;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.DurableFiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Signs a file. */
public final class KeysSignCommand implements Callable<Integer> {

    private static final int MODE = 0644;

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec output = Options.path("--output", "SIG", "Where to; else FILE.sig.");

    private final PositionalParamSpec file = Options.file("What to sign.");

    /** A command of one session. */
    public KeysSignCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "sign",
                this,
                global,
                "Signs a file as openssl dgst -sha256 -sign does: the raw RSASSA-PKCS1-v1_5 signature, beside it.",
                "",
                "Example: bridgectl keys sign notes.txt",
                "  openssl dgst -sha256 -verify security/release.public.pem \\",
                "    -signature notes.txt.sig notes.txt",
                "",
                "Exit codes: 0 done, 65 malformed key, 66 file or key missing,",
                "77 wrong passphrase.");
        key.addTo(spec);
        spec.addOption(output);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Path source = session.host().workingDirectory().resolve(file.<Path>getValue());
        byte[] content = Files.readAllBytes(source);
        Path named = key.file(session.host());
        RsaPrivateKey signing = key.read(
                session.host(),
                named == null ? global.deployment(session.host()).privateKey("release.") : named);
        Path to = output.getValue();
        Path target = to == null
                ? source.resolveSibling(source.getFileName() + ".sig")
                : session.host().workingDirectory().resolve(to);
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new RefusedException("a signature needs a file to stand in");
        }
        new DurableFiles(directory).write(target, signing.sign(content), MODE);
        session.out().println(target + "  signed by " + signing.publicKey().fingerprint());
        return ExitCode.OK;
    }
}
