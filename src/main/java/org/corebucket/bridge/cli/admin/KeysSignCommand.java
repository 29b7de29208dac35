package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Signs a file. */
public final class KeysSignCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();

    private final OptionSpec output = Options.output(
            "--output", "SIG", "Where to, - for standard output; else FILE.sig, or standard output if FILE is a pipe.");

    private final PositionalParamSpec file = Options.file("What to sign.");

    /** A command of one session. */
    public KeysSignCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "sign",
                this,
                global,
                "Signs a file as openssl dgst -sha256 -sign does: the raw RSASSA-PKCS1-v1_5 signature, beside it.",
                "",
                "Examples:",
                "  bridgectl keys sign notes.txt",
                "  openssl dgst -sha256 -verify security/release.public.pem \\",
                "    -signature notes.txt.sig notes.txt",
                "  bridgectl keys sign notes.txt --key 'pkcs11:token=Release;object=release'",
                "",
                "Exit codes: 0 done, 64 usage, 65 malformed key, 66 file, key or token missing,",
                "77 wrong passphrase or PIN, 78 the token refuses.");
        key.addTo(spec);
        spec.addOption(output);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Host host = session.host();
        InputFile source = Options.required(file, host);
        OutputFile target = target(source);
        target.requireWritable();
        Optional<RsaSigner> named = key.named(host);
        RsaSigner signing =
                named.isPresent() ? named.get() : key.signer(host, global.deploymentToRead(host), KeyPurpose.RELEASE);
        byte[] raw = signing.signDigest(Sha256.of(source::open).bytes());
        if (target.isStandardOutput()) {
            session.out().flush();
        }
        target.write(out -> out.write(raw));
        PrintWriter words = target.isRegular() ? session.out() : session.err();
        Path path = target.path();
        words.println((path == null ? target.name() : OneLine.of(FileNames.of(path))) + "  signed by "
                + signing.publicKey().fingerprint());
        return ExitCode.OK;
    }

    /**
     * Where the signature goes: what was named, else a file beside the signed one, or standard output if that comes
     * through a pipe.
     */
    private OutputFile target(InputFile source) {
        OutputFile named = Options.output(output, session.host());
        if (named != null) {
            return named;
        }
        Path path = source.path();
        return path == null || (source.isThere() && !source.isRegular())
                ? OutputFile.standardOutput()
                : OutputFile.of(path.resolveSibling(path.getFileName() + ".sig"));
    }
}
