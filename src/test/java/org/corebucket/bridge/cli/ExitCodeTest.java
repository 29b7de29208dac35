package org.corebucket.bridge.cli;

import static com.github.stefanbirkner.systemlambda.SystemLambda.catchSystemExit;
import static com.github.stefanbirkner.systemlambda.SystemLambda.withEnvironmentVariable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.corebucket.bridge.testkit.VerdictAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Each row of CONTRACT 1's table of exit codes. */
@Timeout(60)
final class ExitCodeTest {

    private static final String STOP =
            "EMERGENCY STOP IN FORCE: EMERGENCY_SHUTDOWN.marker lies in the root, and no open"
                    + " incident accounts for it";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void readyIs0() {
        assertReady(operator.run("verify"));
    }

    @Test
    void aFailedCheckIs8AndAnUncriticalOneLowersTheScoreByItsWeight() throws IOException {
        Files.delete(operator.path("logs/metrics.jsonl"));

        Answer answer = operator.run("verify");

        assertBlocked(answer, 8, "LOG UNUSABLE: logs/metrics.jsonl - it is missing");
        assertThat(answer.out()).endsWith("Readiness Score: 95%\n");
    }

    @Test
    void aFailedCriticalCheckCapsTheScore() throws IOException {
        operator.setMode("security/private.pem", "rw-r-----");

        Answer answer = operator.run("verify");

        assertBlocked(answer, 8, "KEY OPEN TO OTHERS: security/private.pem has mode 0640");
        assertThat(answer.out()).endsWith("Readiness Score: 49%\n");
    }

    @Test
    void anEmergencyStopIs32() throws IOException {
        operator.write("EMERGENCY_SHUTDOWN.marker", "");

        assertBlocked(operator.run("verify"), 32, STOP);
    }

    @Test
    void anEmergencyStopIsNotHiddenByASealThatDoesNotHold() throws IOException {
        operator.write("EMERGENCY_SHUTDOWN.marker", "");
        Files.delete(operator.path("manifests/canonical.sha256.sig"));

        assertBlocked(operator.run("verify"), 32 + 16, "SEAL MISSING: manifests/canonical.sha256.sig", STOP);
    }

    @Test
    void theCodeIsTheSumOfEverythingThatIsWrong() throws IOException {
        operator.write("canonical/extra.py", "");
        Files.delete(operator.path("automation/runner.py"));
        operator.flipByte("core_bucket_bridge.py");
        Files.delete(operator.path("logs/metrics.jsonl"));
        operator.flipByte("manifests/canonical.sha256.sig");
        operator.write("EMERGENCY_SHUTDOWN.marker", "");

        assertBlocked(
                operator.run("verify"),
                63,
                "SEAL INVALID: manifests/canonical.sha256.sig is not the release key's signature over"
                        + " manifests/canonical.sha256",
                "MISSING CANONICAL FILE: automation/runner.py",
                "HASH MISMATCH: core_bucket_bridge.py - Expected: <64 hex> Actual: <64 hex>",
                "UNLISTED FILE: canonical/extra.py",
                "LOG UNUSABLE: logs/metrics.jsonl - it is missing",
                STOP);
    }

    @Test
    void anUnknownOptionIs64() {
        assertUsage("Unknown option: '--dep'\nPossible solutions: --debug, --deep", "verify", "verify", "--dep");
    }

    @Test
    void anUnknownCommandIs64() {
        Answer answer = operator.run("verfy");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: Unmatched argument at index 0: 'verfy'\nDid you mean: ");
    }

    @Test
    void noCommandIs64AndShowsTheUsage() {
        Answer answer = operator.run();

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("Usage: bridgectl ")
                .endsWith("bridgectl: a command is needed\nSee: bridgectl --help\n");
    }

    @Test
    void anUnknownCheckIs64AndTheOnesThatThereAreAreNamed() {
        Answer answer = operator.run("verify", "--check", "seal,hashes");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("bridgectl: there is no check 'hashes'; there are seal, canonical-hashes, ")
                .endsWith("\nSee: bridgectl verify --help\n");
    }

    @Test
    void noJobsAre64() {
        assertUsage("--jobs takes a whole number from 1 to 1024, not 0", "verify", "verify", "--jobs", "0");
    }

    @Test
    void aBadDurationIs64() {
        Answer answer = operator.run("freeze", "--reason", "x", "--expires", "5 minutes");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("--expires").contains("30s, 5m, 2h, 30d or PT5M");
    }

    @Test
    void aMalformedManifestIs65WithFileAndLine() throws IOException {
        Files.writeString(operator.beside("SUMS"), "0".repeat(64) + "  a\n0123  b\n");

        assertThat(operator.run("verify", "--strict", "--manifest", "../SUMS"))
                .isEqualTo(new Answer(65, "", "bridgectl: ../SUMS:2: expected 64 hex digits, two spaces and a path\n"));
    }

    @Test
    void aMalformedPolicyIs65WithFileAndLineWhenItIsFrozen() throws IOException {
        String policy = operator.text("canonical/policy.json").replaceFirst("\n", "\n  \"sistem\": \"x\",\n");
        operator.write("canonical/policy.json", policy);

        Answer answer = operator.run("freeze", "--reason", "typo");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).matches("bridgectl: canonical/policy\\.json:\\d+.*sistem[^\\n]*\\n");
    }

    @Test
    void aPolicyThatIsNoJsonIs65WithFileAndLineWhenItIsFrozen() throws IOException {
        operator.write("canonical/policy.json", "{\n  \"schema\": 1,\n}\n");

        Answer answer = operator.run("freeze", "--reason", "typo");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: canonical/policy.json:3");
    }

    @Test
    void aMalformedDescriptorIs65WithFileAndLineWhenItIsFrozen() throws IOException {
        operator.write("canonical/automation/runner.json", "{\n  \"jobs\": [\n");

        Answer answer = operator.run("freeze", "--reason", "typo");

        assertThat(answer.code()).isEqualTo(65);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: canonical/automation/runner.json:3");
    }

    @Test
    void noDeploymentIs66() throws IOException {
        Path empty = Files.createDirectory(operator.beside("empty"));
        operator.goTo(empty);

        assertThat(operator.run("verify"))
                .isEqualTo(new Answer(
                        66,
                        "",
                        "bridgectl: no deployment at " + empty
                                + " or above it: no directory there holds canonical/policy.json\n"
                                + "Name one with --root DIR, or make one here with: bridgectl init\n"));
    }

    @Test
    void aMissingKeyIs66() {
        assertThat(operator.run("freeze", "--reason", "x", "--key", "/nowhere/release.pem"))
                .isEqualTo(new Answer(66, "", "bridgectl: /nowhere/release.pem: there is no such file\n"));
    }

    @Test
    void aBugIs70AndItsDetailsAreInAFileThatIsNamed() throws IOException {
        operator.setClock(new BrokenClock(new IllegalStateException("the clock has no hands")));

        assertBug(operator.run("verify"), "java.lang.IllegalStateException: the clock has no hands");
    }

    @Test
    void anErrorOfTheMachineIs70TooAndNeverAVerdict() throws IOException {
        operator.setClock(new BrokenClock(new OutOfMemoryError("a million lines too many")));

        assertBug(operator.run("verify"), "java.lang.OutOfMemoryError: a million lines too many");
    }

    @Test
    void aVerdictThatCannotBeRecordedIs74AndIsStillPrinted() throws IOException {
        Files.delete(operator.path("logs/production_audit.jsonl"));
        Files.createDirectory(operator.path("logs/production_audit.jsonl"));

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).endsWith("Readiness Score: 100%\n");
        assertThat(answer.err())
                .isEqualTo("bridgectl: the verification could not be recorded in "
                        + operator.path("logs/production_audit.jsonl") + ": it is a directory\n");
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // opening a FIFO can't be interrupted
    void anAuditLogThatIsAFifoIs74AndIsNotWaitedFor() throws Exception {
        Files.delete(operator.path("logs/production_audit.jsonl"));
        SpecialFiles.fifo(operator.path("logs/production_audit.jsonl"));

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).endsWith("Readiness Score: 100%\n");
        assertThat(answer.err()).endsWith("/logs/production_audit.jsonl: it is a FIFO\n");
    }

    @Test
    void aVerdictThatCannotBeRecordedKeepsItsCodeIfItIsBlocked() throws IOException {
        Files.delete(operator.path("logs/production_audit.jsonl"));
        Files.createDirectory(operator.path("logs/production_audit.jsonl"));
        operator.flipByte("core_bucket_bridge.py");

        assertThat(operator.run("verify").code()).isEqualTo(4);
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aHeldLockIs75AndItsHolderIsNamed() throws Exception {
        String expected = "bridgectl: another instance holds " + operator.path("manifests/.lock") + " (process "
                + ProcessHandle.current().pid() + ")\nWait for it to end, then try again.\n";
        try (DeploymentLock lock = DeploymentLock.forChanges(Deployment.at(operator.root()))) {
            assertThat(operator.run("freeze", "--reason", "x")).isEqualTo(new Answer(75, "", expected));
            assertThat(operator.run("restore")).isEqualTo(new Answer(75, "", expected));
            assertThat(operator.run("init")).isEqualTo(new Answer(75, "", expected));
            assertThat(operator.run("keys", "rotate", "token")).isEqualTo(new Answer(75, "", expected));
            assertReady(operator.run("verify"));
        }
        assertThat(operator.run("restore").code()).isZero();
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aSecondWatchIs75() throws Exception {
        try (DeploymentLock lock = DeploymentLock.forWatch(Deployment.at(operator.root()))) {
            Answer answer = operator.run("verify", "--every", "1h");

            assertThat(answer.code()).isEqualTo(75);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).startsWith("bridgectl: another instance holds ");
        }
    }

    @Test
    void aRefusalIs77() {
        Answer answer = operator.run("keys", "generate", "token");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("token.private.pem or its public half is there already");
    }

    @Test
    void aSymbolicLinkInTheCanonicalTreeCannotBeSealedAndIs78() throws IOException {
        Files.createSymbolicLink(operator.path("canonical/link"), Path.of("policy.json"));

        assertThat(operator.run("freeze", "--reason", "x")).isEqualTo(new Answer(78, "", """
                        bridgectl: only regular files can be sealed:
                          canonical/link is a symbolic link
                        Remove them from canonical/, or put plain copies in their place.
                        """));
    }

    @Test
    void anotherKeyThanTheReleaseKeyIs78() {
        Answer answer = operator.run("freeze", "--reason", "x", "--key", "security/private.pem");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.out()).isEmpty();
        assertThat(VerdictAssertions.masked(answer.err())).isEqualTo("""
                        bridgectl: the key is not this deployment's release key
                          expected <64 hex>
                          given    <64 hex>
                        Name the right one with --key PEM.
                        """);
    }

    @Test
    void theProcessEndsWithTheExitCodeOfItsCommand() throws Exception {
        Path state = operator.beside("main-state");
        String root = operator.root().toString();

        assertThat(withEnvironmentVariable("XDG_STATE_HOME", state.toString())
                        .execute(() -> catchSystemExit(() -> Main.main(new String[] {
                            "verify",
                            "--root",
                            root,
                            "--output",
                            operator.beside("r").toString()
                        }))))
                .isZero();
        assertThat(state.resolve("bridgectl")).isDirectory();
        operator.flipByte("core_bucket_bridge.py");
        assertThat(withEnvironmentVariable("XDG_STATE_HOME", state.toString())
                        .execute(() -> catchSystemExit(() -> Main.main(new String[] {
                            "--root",
                            root,
                            "verify",
                            "--output",
                            operator.beside("r").toString()
                        }))))
                .isEqualTo(4);
    }

    @Test
    void globalOptionsStandBeforeTheCommandOrAfterIt() throws IOException {
        operator.goTo(Files.createDirectory(operator.beside("elsewhere")));
        String root = operator.root().toString();

        assertReady(operator.run("--root", root, "verify"));
        assertReady(operator.run("verify", "--root", root));
        assertThat(operator.run("--root", root, "keys", "show").code()).isZero();
        assertThat(operator.run("keys", "--root", root, "show").code()).isZero();
        assertThat(operator.run("--color", "always", "--root", root, "verify").out())
                .contains("\u001b[");
    }

    @Test
    void aStackTraceIsShownIfItIsAskedFor() {
        assertThat(operator.run("keys", "sign", "nothing").err()).hasLineCount(1);
        assertThat(operator.run("keys", "sign", "nothing", "--debug").err())
                .contains("\tat ")
                .contains("NoSuchFileException");
        assertThat(operator.run("--debug", "keys", "sign", "nothing").err()).contains("\tat ");
    }

    @Test
    void everyCommandHasHelpWithAnExampleAndItsExitCodes() {
        for (String command : new String[] {
            "",
            "init",
            "freeze",
            "verify",
            "restore",
            "incident",
            "incident list",
            "incident show",
            "incident resolve",
            "stop",
            "keys",
            "keys generate",
            "keys rotate",
            "keys show",
            "keys sign",
            "keys verify"
        }) {
            String[] words = (command + " --help").strip().split(" ", -1);

            Answer answer = operator.run(words);

            assertThat(answer.code()).as(command).isZero();
            assertThat(answer.err()).as(command).isEmpty();
            assertThat(answer.out())
                    .as(command)
                    .startsWith("Usage: bridgectl")
                    .contains("Example")
                    .contains("Exit codes: ");
        }
    }

    @Test
    void theVersionNamesVersionCommitAndJvm() {
        assertThat(operator.run("--version").lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("bridgectl "),
                        line -> assertThat(line).startsWith("commit "),
                        line -> assertThat(line).startsWith("JVM "),
                        line -> assertThat(line).matches("time zones 20[0-9]{2}[a-z]+"));
    }

    private void assertUsage(String message, String command, String... args) {
        assertThat(operator.run(args))
                .as(Arrays.toString(args))
                .isEqualTo(new Answer(64, "", "bridgectl: " + message + "\nSee: bridgectl " + command + " --help\n"));
    }

    private static void assertBug(Answer answer, String what) throws IOException {
        assertThat(answer.code()).isEqualTo(70);
        assertThat(answer.out()).isEmpty();
        String begin = "bridgectl: this is a bug: " + what + "\nPlease report it with what is in ";
        assertThat(answer.err()).startsWith(begin).hasLineCount(2);
        Path details = Path.of(answer.err().substring(begin.length()).strip());
        assertThat(Files.readString(details))
                .contains("bridgectl ")
                .contains(what)
                .contains("\tat ");
        Files.delete(details);
    }

    /** A clock whose every reading is a bug. */
    private static final class BrokenClock extends Clock {

        private final Throwable trouble;

        BrokenClock(Throwable trouble) {
            this.trouble = trouble;
        }

        @Override
        public Instant instant() {
            if (trouble instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) trouble;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
