package org.corebucket.bridge.cli.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Verifies a signature over a file. */
public final class KeysVerifyCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec signature = Options.value("--signature", "SIG", "The signature.")
            .type(Path.class)
            .required(true)
            .build();

    private final OptionSpec key = Options.value("--key", "PEM", "The public key.")
            .type(Path.class)
            .required(true)
            .build();

    private final PositionalParamSpec file = Options.file("What was signed.");

    /** A command of one session. */
    public KeysVerifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "verify",
                this,
                global,
                "Verifies a signature over a file: RSASSA-PKCS1-v1_5 with SHA-256, raw or in Base64.",
                "",
                "Example:",
                "  bridgectl keys verify notes.txt --signature notes.txt.sig \\",
                "    --key security/release.public.pem",
                "",
                "Exit codes: 0 it holds, 1 it does not, 65 malformed key, 66 a file is missing.");
        spec.addOption(signature);
        spec.addOption(key);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Path pem = path(key);
        RsaPublicKey signer = RsaPublicKey.fromPem(Files.readString(pem, StandardCharsets.ISO_8859_1), pem.toString());
        byte[] content = Files.readAllBytes(path(file));
        byte[] given = Files.readAllBytes(path(signature));
        try {
            signer.verifyContent(content, raw(given, signer));
        } catch (InvalidSignatureException e) {
            session.err()
                    .println("bridgectl: " + file.<Path>getValue() + ": the signature does not hold under "
                            + signer.fingerprint());
            return ExitCode.FAILED;
        }
        session.out().println(file.<Path>getValue() + ": signed by " + signer.fingerprint());
        return ExitCode.OK;
    }

    private Path path(ArgSpec argument) {
        return session.host().workingDirectory().resolve(argument.<Path>getValue());
    }

    /** A signature as long as the key is raw; anything else is taken for Base64, and if it is none stays what it is. */
    private static byte[] raw(byte[] given, RsaPublicKey signer) {
        if (given.length == (signer.bits() + 7) / 8) {
            return given;
        }
        try {
            return Base64.getDecoder().decode(new String(given, StandardCharsets.ISO_8859_1).strip());
        } catch (IllegalArgumentException e) {
            return given;
        }
    }
}
