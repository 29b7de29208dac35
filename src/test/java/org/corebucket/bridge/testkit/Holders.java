package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.RsaPrivateKey;

/** Holders of keys who decide in a deployment together: the release key's, anna and bruno, and clara, who may come later. */
public final class Holders {

    /** The private half of the release key, as {@code --key} takes it. */
    public static final String RELEASE = "security/release.private.pem";

    private static final List<String> NAMES = List.of("anna", "bruno", "clara");
    private static final Map<String, RsaPrivateKey> KEYS = new HashMap<>();

    private final Operator operator;

    private Holders(Operator operator) {
        this.operator = operator;
    }

    /** Puts the holders' keys beside a deployment, and makes no trust root. */
    public static Holders of(Operator operator) throws IOException {
        Holders holders = new Holders(operator);
        for (String name : NAMES) {
            Files.writeString(operator.beside(name + ".key"), key(name).toPem());
            Files.writeString(
                    operator.beside(name + ".pem"), key(name).publicKey().toPem());
        }
        return holders;
    }

    /** Puts a trust root in force by which two of three decide: the release key, anna and bruno. The seal holds. */
    public static Holders twoOfThree(Operator operator) throws IOException {
        Holders holders = of(operator);
        holders.succeed(
                "trust",
                "init",
                "--holder",
                "anna=" + holders.publicHalf("anna"),
                "--holder",
                "bruno=" + holders.publicHalf("bruno"),
                "--reason",
                "two of three decide");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("anna"));
        holders.succeed("trust", "sign", "--key", holders.privateHalf("anna"));
        holders.succeed("trust", "apply");
        return holders;
    }

    private static synchronized RsaPrivateKey key(String name) {
        return KEYS.computeIfAbsent(name, any -> RsaPrivateKey.generate(2048));
    }

    /** The file of a private key. */
    public String privateHalf(String name) {
        return operator.beside(name + ".key").toString();
    }

    /** The file of a public key. */
    public String publicHalf(String name) {
        return operator.beside(name + ".pem").toString();
    }

    /** The fingerprint of a key. */
    public static String fingerprint(String name) {
        return key(name).publicKey().fingerprint();
    }

    /** Somebody approves what is proposed. */
    public Answer approve(String name) {
        return succeed("approve", "--key", privateHalf(name));
    }

    /** Runs a command that must succeed. */
    public Answer succeed(String... args) {
        Answer answer = operator.run(args);
        if (answer.code() != 0) {
            throw new AssertionError(String.join(" ", args) + " exits " + answer.code() + ": " + answer.err());
        }
        return answer;
    }
}
