package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.Main;

/**
 * Tokens in a directory of their own, by SoftHSM, and command lines that reach them: in a process of their own, since a module
 * takes its settings from the environment of the process that loads it.
 */
public final class SoftToken {

    /** The module. */
    public static final Path MODULE = Path.of("/usr/lib/softhsm/libsofthsm2.so");

    /** The user's PIN of each token. */
    public static final String PIN = "12345678";

    /** What lets the class path call modules; the jar's manifest and the launcher say it too. */
    private static final String EXPORTED = "--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED";

    private static final long LIMIT_SECONDS = 60;

    private final Path directory;

    /** The variables of the command lines' environment; a test may change them. */
    private final Map<String, String> environment = new TreeMap<>();

    private SoftToken(Path directory) {
        this.directory = directory;
    }

    /** No token yet. Skips the test aloud where SoftHSM or OpenSC are missing; where {@code CI} is set, that is a failure. */
    public static SoftToken in(Path directory) throws IOException {
        if (!Files.isRegularFile(MODULE) || SystemCommand.exit("pkcs11-tool", "--version") == -1) {
            String message = "softhsm2 and opensc are not installed: keys on a token were NOT tested";
            if (System.getenv("CI") != null) {
                fail(message);
            }
            System.err.println(message);
            abort(message);
        }
        SoftToken made = new SoftToken(directory);
        Path tokens = Files.createDirectories(directory.resolve("tokens"));
        Path settings = Files.writeString(
                directory.resolve("softhsm2.conf"),
                "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        made.set("SOFTHSM2_CONF", settings.toString());
        made.set("BRIDGECTL_PKCS11_MODULE", MODULE.toString());
        made.set("HOME", directory.toString());
        made.set("XDG_STATE_HOME", directory.resolve("state").toString());
        return made;
    }

    /** Makes a token. */
    public SoftToken token(String label) throws IOException, InterruptedException {
        return token(label, PIN);
    }

    /** Makes a token with a PIN of the test's choice. */
    public SoftToken token(String label, String pin) throws IOException, InterruptedException {
        tool("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", pin);
        return this;
    }

    /** Imports a private key, PKCS #8 in PEM. */
    public void importKey(String token, Path pem, String label, String id) throws IOException, InterruptedException {
        tool("softhsm2-util", "--import", pem.toString(), "--token", token, "--label", label, "--id", id, "--pin", PIN);
    }

    /** Has a token make a pair, without a certificate. */
    public void generate(String token, String type, String label, String id, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("--token-label", token, "--login", "--pin", PIN));
        command.addAll(List.of("--keypairgen", "--key-type", type, "--label", label, "--id", id));
        command.addAll(List.of(more));
        pkcs11Tool(command.toArray(String[]::new));
    }

    /** Runs {@code pkcs11-tool}, which must succeed. */
    public void pkcs11Tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", MODULE.toString()));
        command.addAll(List.of(arguments));
        tool(command.toArray(String[]::new));
    }

    private void tool(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        ChildJvm.output(builder);
    }

    /** Sets a variable of the environment. */
    public void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** Removes a variable from the environment. */
    public void unset(String variable) {
        environment.remove(variable);
    }

    /** Types a command line in a directory. */
    public Answer run(Path in, String... arguments) throws IOException, InterruptedException {
        return run(List.of(EXPORTED), in, arguments);
    }

    /** Types a command line, for a Java with these options. */
    public Answer run(List<String> javaOptions, Path in, String... arguments) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        options.addAll(javaOptions);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(options, Main.class, arguments))
                .directory(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("BRIDGECTL_PASSPHRASE");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        if (!ended) {
            throw new IOException("no end: " + String.join(" ", arguments));
        }
        return new Answer(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
