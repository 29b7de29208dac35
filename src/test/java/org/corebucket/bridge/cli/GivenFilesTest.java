package org.corebucket.bridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Wherever a command takes a file to read or to write, pipes and the standard streams do (CONTRACT 1). */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a FIFO that is opened wrongly waits for ever
final class GivenFilesTest {

    private static final String SUM = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  foo\n";

    private Operator operator;

    @BeforeEach
    void deployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
        Files.writeString(operator.path("foo"), "foo");
    }

    @Test
    void everyOptionThatNamesAFileIsReadOrWrittenInTheOneWay() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Host host = new Host(Map.of(), Path.of("/"), java.time.Clock.systemUTC());
        TreeSet<String> others = new TreeSet<>();
        collect(Bridgectl.model(new Session(host, nowhere, nowhere, Terminal.NONE), new GlobalOptions()), others);

        // Directories, and the files that init adopts, are neither.
        assertThat(others).isEmpty();
    }

    private static void collect(CommandSpec command, Set<String> others) {
        for (ArgSpec argument : command.args()) {
            if (argument.typeInfo().getType() == Path.class
                    && !Options.isInput(argument)
                    && !Options.isOutput(argument)
                    && !argument.paramLabel().equals("DIR")) {
                others.add(command.qualifiedName() + " " + argument);
            }
        }
        for (CommandLine below : command.subcommands().values()) {
            collect(below.getCommandSpec(), others);
        }
    }

    @Test
    void digestsAreReadFromAFifoAndFromStandardInput() throws Exception {
        Answer expected = new Answer(0, "foo: OK\n", "");

        assertThat(operator.run("verify", "--manifest", fifo("sums", SUM))).isEqualTo(expected);
        assertThat(withInput(SUM, "verify", "--manifest", "-")).isEqualTo(expected);
        assertThat(withInput(SUM, "verify", "--manifest", "/dev/stdin")).isEqualTo(expected);
    }

    @Test
    void aTrustedKeyIsReadFromAFifoOnceAndUsedTwice() throws Exception {
        String key = operator.text("security/release.public.pem");

        assertThat(operator.run("verify", "--trust", fifo("key", key)).code()).isZero();
        assertThat(withInput(key, "verify", "--trust", "-").code()).isZero();
    }

    @Test
    void signatureKeyAndContentAreReadFromFifos() throws Exception {
        String content = "some notes\n".repeat(10_000);
        Files.writeString(operator.path("notes"), content);
        assertThat(operator.run("keys", "sign", "notes").code()).isZero();
        String text = java.util.Base64.getMimeEncoder().encodeToString(operator.read("notes.sig"));

        Answer answer = operator.run(
                "keys",
                "verify",
                fifo("content", content),
                "--signature",
                fifo("signature", text),
                "--key",
                fifo("key", operator.text("security/release.public.pem")));

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("content.fifo: signed by ");
    }

    @Test
    void anEncryptedKeyIsOpenedByAPassphraseFromAFifo() throws Exception {
        Files.writeString(operator.path("pass"), "secret\n");
        assertThat(operator.run("keys", "generate", "own", "--dir", ".", "--encrypt", "--passphrase-file", "pass")
                        .code())
                .isZero();
        String key = operator.text("own.private.pem");

        assertThat(operator.run(
                                "keys",
                                "sign",
                                "foo",
                                "--key",
                                fifo("key", key),
                                "--passphrase-file",
                                fifo("p", "secret\n"))
                        .code())
                .isZero();
        assertThat(withInput(
                                "secret\nrest",
                                "keys",
                                "sign",
                                "foo",
                                "--key",
                                "own.private.pem",
                                "--passphrase-file",
                                "-")
                        .code())
                .isZero();
        // Rotating opens the old key and closes the new one: the one line of the pipe must do for both.
        Files.writeString(operator.path("security/own.private.pem"), key);
        Files.writeString(operator.path("security/own.public.pem"), operator.text("own.public.pem"));
        Answer rotated = operator.run("keys", "rotate", "own", "--passphrase-file", fifo("again", "secret\n"));
        assertThat(rotated.err()).isEmpty();
        assertThat(operator.text("security/own.private.pem")).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }

    @Test
    void aLedgerIsReadFromAFifo() throws Exception {
        String text = Resources.text("ledger/chain_v5_good.jsonl");

        Answer answer = operator.run("provenance", "verify", fifo("ledger", text));

        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(withInput(text, "provenance", "verify", "-").out()).startsWith("Ledger holds");
        String torn = text.substring(0, text.length() - 10);
        assertThat(withInput(torn, "provenance", "verify", "-").out()).contains("standard input");
    }

    @Test
    void standardInputCanBeOneFileOnly() {
        Answer answer = operator.run("keys", "verify", "-", "--signature", "/dev/stdin", "--key", "k");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err())
                .startsWith("bridgectl: both --signature and FILE are standard input, which can be read once only");
    }

    @Test
    void aDirectoryIsNamedAndMissingFilesToo() {
        Answer directory =
                operator.run("keys", "verify", ".", "--signature", "foo", "--key", "security/release.public.pem");
        Answer missing = operator.run("verify", "--manifest", "nowhere");

        assertThat(directory.code()).isEqualTo(74);
        assertThat(directory.err()).endsWith("deployment/.: it is a directory, and a file is wanted\n");
        assertThat(missing.code()).isEqualTo(66);
        assertThat(missing.err()).endsWith("nowhere: there is no such file\n");
    }

    @Test
    void noDirectoryIsMadeForAReport() {
        Answer answer = operator.run("verify", "--output", "reports/today");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("there is no directory ").contains("; make it first");
        assertThat(operator.path("reports")).doesNotExist();
    }

    /** As a shell does it: process substitution, redirection, pipes, and a reader that goes away. */
    @Test
    void aShellsPipesWork() throws Exception {
        Files.writeString(operator.path("sums"), SUM);
        Files.writeString(operator.path("script"), """
                set -o pipefail
                b() { "$JAVA" -XX:TieredStopAtLevel=1 -cp "$CP" org.corebucket.bridge.cli.Main "$@"; }
                b verify --manifest <(cat sums) && echo A
                cat sums | b verify --manifest /dev/stdin && echo B
                b keys sign - --key <(cat security/release.private.pem) < foo > foo.sig && echo C
                b keys verify <(cat foo) --signature foo.sig --key security/release.public.pem && echo D
                b keys sign foo --output /dev/stdout | cmp - foo.sig && echo E
                b verify --manifest <(cat sums) --output >(cat >&2) && echo F
                b certify --output - 2> words | b certify --check - && grep -q 'Certified READY' words && echo G
                """);
        Process bash = start("bash", "script");
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        String err = new String(bash.getErrorStream().readAllBytes(), UTF_8);

        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(err).contains("standard output  signed by ").doesNotContain("bridgectl:");
        assertThat(out.lines().filter(line -> line.length() == 1)).containsExactly("A", "B", "C", "D", "E", "F", "G");
        assertThat(out).contains("there is no text beside it", "The certificate holds.");
        assertThat(operator.path("PRODUCTION_CERTIFICATE.md")).doesNotExist();
    }

    @Test
    void aReaderThatHasGoneIsNoTrouble() throws Exception {
        Process process = start(
                "sh",
                "-c",
                "exec \"$JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CP\" org.corebucket.bridge.cli.Main"
                        + " verify --manifest -");
        process.getInputStream().close();
        try (OutputStream in = process.getOutputStream()) {
            in.write(SUM.getBytes(UTF_8));
        }

        assertThat(process.getErrorStream().readAllBytes()).asString(UTF_8).isEmpty();
        assertThat(process.waitFor()).isEqualTo(141);
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(operator.root().toFile());
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        builder.environment().put("CP", classPath());
        builder.environment().put("XDG_STATE_HOME", operator.state().toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    /** The process starts in another directory than this one. */
    private static String classPath() {
        StringBuilder all = new StringBuilder();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            all.append(all.length() == 0 ? "" : File.pathSeparator)
                    .append(Path.of(part).toAbsolutePath());
        }
        return all.toString();
    }

    private Answer withInput(String input, String... command) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
            return operator.run(command);
        } finally {
            System.setIn(before);
        }
    }

    /** A FIFO into which somebody writes. */
    private String fifo(String name, String content) throws Exception {
        Path fifo = operator.beside(name + ".fifo");
        SpecialFiles.fifo(fifo);
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(fifo)) {
                out.write(content.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return fifo.toString();
    }
}
