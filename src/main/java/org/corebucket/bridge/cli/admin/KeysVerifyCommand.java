package org.corebucket.bridge.cli.admin;

import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Verifies a signature over a file. */
public final class KeysVerifyCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec signature = Options.inputValue("--signature", "SIG", "The signature.")
            .required(true)
            .build();

    private final OptionSpec key =
            Options.inputValue("--key", "PEM", "The public key.").required(true).build();

    private final PositionalParamSpec file = Options.file("What was signed.");

    /** A command of one session. */
    public KeysVerifyCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
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
        Host host = session.host();
        InputFile pem = Options.required(key, host);
        RsaPublicKey signer = RsaPublicKey.fromPem(pem.text(), pem.name());
        byte[] raw = SignatureText.raw(Options.required(signature, host).bytes(), signer.bits());
        InputFile signed = Options.required(file, host);
        Sha256 digest = Sha256.of(signed::open);
        try {
            signer.verify(digest.bytes(), raw);
        } catch (InvalidSignatureException e) {
            session.err()
                    .println("bridgectl: " + signed.name() + ": the signature does not hold under "
                            + signer.fingerprint());
            return ExitCode.FAILED;
        }
        session.out().println(signed.name() + ": signed by " + signer.fingerprint());
        return ExitCode.OK;
    }

    /**
     * Reads a signature as somebody sent it: raw, or in Base64 on any number of lines, as {@code base64} and
     * {@code openssl base64} write it.
     */
    static final class SignatureText {

        private SignatureText() {}

        /**
         * The raw signature. Bytes as long as the key are raw. All else is decoded as Base64, in which white space and
         * line ends may stand anywhere; bytes that are not Base64 are returned as they are.
         *
         * @param bits the length of the key
         */
        static byte[] raw(byte[] given, int bits) {
            if (given.length == (bits + 7) / 8) {
                return given;
            }
            byte[] kept = new byte[given.length];
            int length = 0;
            for (byte one : given) {
                if (one != ' ' && one != '\t' && one != '\r' && one != '\n') {
                    kept[length++] = one;
                }
            }
            try {
                return Base64.getDecoder().decode(Arrays.copyOf(kept, length));
            } catch (IllegalArgumentException e) {
                return given;
            }
        }
    }
}
