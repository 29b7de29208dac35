package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.cli.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.cli.VerdictAssertions.assertReady;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.binary.Hex;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What another user sees, in a process of theirs: to root, as which tests often run, no file is unreadable. */
@Timeout(120)
final class OtherUserTest {

    private static final String NOBODY = "65534";

    private Operator operator;
    private String classPath = "";

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atStrangeDeployment(directory);
        classPath = copyClasses(Files.createDirectory(operator.beside("classes")));
        operator.write("../probe", "");
        assumeTrue(
                exit(
                                        "chmod",
                                        "-R",
                                        "a+rX",
                                        operator.beside(".").toString(),
                                        operator.beside("classes").toString())
                                == 0
                        && exit("chown", "-R", NOBODY, operator.root().toString()) == 0
                        && asNobody("--version").code() == 0,
                "not root, no setpriv, or another user can't start this JVM: an unreadable file can't be had");
    }

    @Test
    void aFileThatCannotBeReadIsAFindingAndNoCrash() throws Exception {
        restoreKeyModes();
        operator.setMode("core_bucket_bridge.py", "---------");

        assertBlocked(asNobody("verify"), 4, "UNREADABLE FILE: core_bucket_bridge.py - permission denied");
    }

    @Test
    void aDirectoryThatCannotBeEnteredMakesItsFilesFindings() throws Exception {
        restoreKeyModes();
        operator.setMode("automation", "---------");

        assertBlocked(
                asNobody("verify"),
                4,
                "NOT A REGULAR FILE: automation/runner.py - automation is a directory that can't be opened");
    }

    @Test
    void theOwnerWhoeverItIsIsReady() throws Exception {
        restoreKeyModes();

        assertReady(asNobody("verify"));
    }

    @Test
    void aCheckThatMayNotLookEndsInAVerdictToo() throws Exception {
        restoreKeyModes();
        Files.copy(operator.path("security/release.public.pem"), operator.beside("known.pem"));
        operator.setMode("security", "---------");

        Answer answer =
                asNobody("verify", "--trust", operator.beside("known.pem").toString(), "--skip", "modules");

        assertBlocked(
                answer,
                8,
                "TOKEN KEY UNUSABLE: security/token.public.pem - permission denied",
                "CHECK IMPOSSIBLE: key-permissions - " + operator.path("security") + ": permission denied");
    }

    @Test
    void aVerdictThatMayNotBeRecordedIsStillPrinted() throws Exception {
        restoreKeyModes();
        operator.setMode("logs", "r-xr-xr-x");

        Answer answer = asNobody("verify");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).endsWith("Readiness Score: 100%\n");
        assertThat(answer.err())
                .isEqualTo("bridgectl: the verification could not be recorded in "
                        + operator.path("logs/production_audit.jsonl") + ": permission denied\n");
    }

    @Test
    void whoDoesNotOwnTheKeysIsToldSo() throws Exception {
        restoreKeyModes();

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.violations())
                .hasSize(4)
                .allMatch(violation -> violation.startsWith("KEY OF ANOTHER USER: security/"));
    }

    @Test
    void whoIsNotRootRunsAReadOnlyCopyAndLeavesNothing() throws Exception {
        restoreKeyModes();

        assertThat(asNobody("run", "core_bucket_bridge.py")).isEqualTo(new Answer(0, "bridge\n", ""));
        assertThat(operator.beside("nobody/bridgectl/runs")).isEmptyDirectory();
    }

    private void restoreKeyModes() throws IOException {
        operator.setMode("security", "rwx------");
        for (String name : List.of("", "token.", "bridge.", "release.")) {
            operator.setMode("security/" + name + "private.pem", "rw-------");
        }
    }

    private Answer asNobody(String... args) throws Exception {
        Path state = Files.createDirectories(operator.beside("nobody"));
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "env",
                "XDG_STATE_HOME=" + state));
        if (exit("chown", NOBODY, state.toString()) != 0) {
            return new Answer(-1, "", "");
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                Main.class.getName()));
        command.addAll(List.of(args));
        Path err = operator.beside("err");
        Process process = new ProcessBuilder(command)
                .directory(operator.root().toFile())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), out, Files.readString(err));
    }

    private static int exit(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Copies what the tool consists of to where another user may read it; a home directory is often closed. */
    private static String copyClasses(Path to) throws Exception {
        StringBuilder path = new StringBuilder();
        for (Class<?> type : List.of(Main.class, CommandLine.class, JsonFactory.class, Hex.class, ASN1Sequence.class)) {
            Path from = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = to.resolve(from.getFileName().toString());
            SampleDeployment.copy(from, copy);
            path.append(path.length() == 0 ? "" : ":").append(copy);
        }
        return path.toString();
    }
}
