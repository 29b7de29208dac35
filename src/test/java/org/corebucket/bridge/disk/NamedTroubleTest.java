package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is said of a file that the disk does not give or take names the disk's error and what can be done about the disk, and
 * claims nothing of the file: not that it is missing, malformed, or another. When the disk works again nothing is left of it.
 */
@NullUnmarked // plugged in by each test
final class NamedTroubleTest extends OnAFaultyDisk {

    private static final String DISK = "see to the disk or mount on which it lies, then try again";
    private static final String ROOM = "make room on the disk on which it lies, then try again";
    private static final Fault UNREADABLE = Fault.alwaysFrom(Fault.Kind.OPEN_TO_READ, 1, Fault.EIO);
    private static final Fault BROKEN_OFF = Fault.alwaysFrom(Fault.Kind.READ, 1, Fault.EIO);
    private static final Fault FULL = Fault.alwaysFrom(Fault.Kind.OPEN_TO_WRITE, 1, Fault.ENOSPC);
    private static final Fault UNWRITABLE = Fault.alwaysFrom(Fault.Kind.OPEN_TO_WRITE, 1, Fault.EIO);

    private final List<String> wrong = new ArrayList<>();
    private String baselineCopy;
    private String incident;

    @BeforeEach
    void plug() throws Exception {
        Operator at = Operator.atDeployment(directory);
        SampleLedger.of(5).write(at.path("logs/provenance_chain.jsonl"));
        assertThat(at.run("provenance", "checkpoint").code()).isZero();
        at.run("run", "automation", "--onec");
        at.run("run", "automation", "--onec");
        incident = WritingCommand.theIncident(at);
        String digest = Sha256.of(at.read("core_bucket_bridge.py")).hex();
        baselineCopy = "manifests/baseline/objects/" + digest.substring(0, 2) + "/" + digest;
        plug(at);
        assertThat(disk.run("verify").code()).isZero();
    }

    @Test
    void ofAFindingOfVerify() throws Exception {
        for (Fault fault : List.of(UNREADABLE, BROKEN_OFF)) {
            finds(fault, "core_bucket_bridge.py", "UNREADABLE FILE: core_bucket_bridge.py - Input/output error", DISK);
            finds(
                    fault,
                    "canonical/policy.json",
                    "POLICY UNREADABLE: canonical/policy.json - Input/output error",
                    DISK);
            finds(
                    fault,
                    "canonical/core_bucket_bridge.json",
                    "CHECK IMPOSSIBLE: descriptors - " + at("canonical/core_bucket_bridge.json"),
                    DISK);
            finds(
                    fault,
                    "security/release.public.pem",
                    "RELEASE KEY UNUSABLE: security/release.public.pem - it can't be read: Input/output error",
                    DISK);
            finds(
                    fault,
                    "manifests/canonical.sha256",
                    "MANIFEST UNREADABLE: manifests/canonical.sha256 - it can't be read: Input/output error",
                    DISK);
            finds(
                    fault,
                    "manifests/canonical.sha256.sig",
                    "SEAL UNREADABLE: manifests/canonical.sha256.sig - it can't be read: Input/output error",
                    DISK);
            finds(
                    fault,
                    baselineCopy,
                    "BASELINE UNREADABLE: the copy of core_bucket_bridge.py - " + baselineCopy + ": Input/output error",
                    DISK);
            finds(fault, "security/private.pem", "CHECK IMPOSSIBLE: key-permissions - ", DISK);
            finds(
                    fault,
                    "security/token.public.pem",
                    "TOKEN KEY UNUSABLE: security/token.public.pem - Input/output error",
                    DISK);
            finds(fault, "logs/provenance_chain.jsonl", "CHECK IMPOSSIBLE: logs - ", DISK);
            finds(fault, "logs/checkpoints.jsonl", "CHECK IMPOSSIBLE: logs - ", DISK);
            finds(
                    fault,
                    "logs/incidents/" + incident + ".json",
                    "EMERGENCY STOP IN FORCE: " + incident + ": its file can't be read: Input/output error",
                    DISK);
        }
        finds(UNREADABLE, "automation", "UNREADABLE FILE: automation/runner.py - automation: Input/output error", DISK);
        finds(UNREADABLE, "canonical/automation", "CHECK IMPOSSIBLE: unlisted-files - ", DISK);
        finds(UNREADABLE, "automation/plugins", "CHECK IMPOSSIBLE: forbidden-runners - ", DISK);
        finds(
                UNWRITABLE,
                "logs/metrics.jsonl",
                "LOG UNUSABLE: logs/metrics.jsonl - it can't be opened for writing: Input/output error",
                DISK);
        finds(
                FULL,
                "logs/metrics.jsonl",
                "LOG UNUSABLE: logs/metrics.jsonl - it can't be opened for writing: No space left on device",
                ROOM);
        assertThat(wrong).isEmpty();
    }

    @Test
    void ofTheStateOutsideOfTheDeployment() throws Exception {
        Path state = operator.filesBelow(operator.state()).stream()
                .filter(file -> file.toString().endsWith(".state"))
                .findFirst()
                .orElseThrow();
        finds(UNREADABLE, state, "STATE UNUSABLE: " + state + " - it can't be read: Input/output error", DISK);
        Files.delete(state);
        finds(
                FULL,
                operator.state(),
                "STATE UNUSABLE: " + state + " - it can't be written: No space left on device",
                ROOM);
        Files.delete(state);
        finds(UNWRITABLE, operator.state(), "STATE UNUSABLE: " + state + " - it can't be written: Input/output", DISK);
        Files.delete(state);
        finds(
                UNREADABLE,
                operator.path("manifests/baseline/seals"),
                "BASELINE UNREADABLE: manifests/baseline/seals - it can't be read: Input/output error",
                DISK);
        assertThat(wrong).isEmpty();
    }

    @Test
    void ofTheAcceptanceOfAClock() throws Exception {
        operator.setClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(30)));
        assertThat(operator.run("freeze", "--reason", "ahead").code()).isZero();
        operator.setClock(Clock.systemUTC());
        assertThat(operator.run("keys", "accept-clock", "--reason", "test").code())
                .isZero();
        assertThat(disk.run("verify").code()).isZero();

        finds(
                UNREADABLE,
                "manifests/clock.accepted.json",
                "CLOCK ACCEPTANCE UNREADABLE: manifests/clock.accepted.json - it can't be read: Input/output error",
                DISK);
        assertThat(wrong).isEmpty();
    }

    /** Neither the disk's trouble nor another user's file makes it something that is no alert. The others do not wait for it. */
    @Test
    void ofAnAlertThatWaits() throws Exception {
        Path told = operator.beside("told");
        Path sink = operator.beside("sink");
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json")
                        .replaceFirst(
                                "\"alerts\": *\\[\\]",
                                "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"test -e " + sink
                                        + " && cat >>" + told + "\"]}]"));
        assertThat(operator.run("freeze", "--reason", "alerts").code()).isZero();
        assertThat(operator.run("alert", "test").code()).isEqualTo(1);
        Path waiting = operator.filesBelow(operator.path("logs/alerts")).stream()
                .filter(file -> file.getParent().endsWith("queue"))
                .findFirst()
                .orElseThrow();
        Files.createFile(sink);
        disk.narrowTo(waiting);

        for (int error : List.of(Fault.EIO, Fault.EACCES)) {
            Answer answer = disk.run(Fault.alwaysFrom(Fault.Kind.OPEN_TO_READ, 1, error), "alert", "test");
            assertThat(disk.wasHit()).isTrue();
            assertThat(answer.out()).isEqualTo("command /bin/sh: took it\n");
            assertThat(waiting).exists();
        }
        assertThat(operator.run("alert", "test").code()).isZero();

        assertThat(waiting).doesNotExist();
        assertThat(Files.readAllLines(told)).hasSize(4);
        assertThat(disk.run("verify").out()).doesNotContain("ALERT");
    }

    /** The bytes are there, and the disk gives them to the next who asks: then nothing is BLOCKED that was not asked. */
    @Test
    void alsoIfTheDiskGivesTheFileToWhoReadsItNext() throws Exception {
        for (String file : List.of("canonical/policy.json", "manifests/canonical.sha256.sig")) {
            disk.narrowTo(operator.path(file));
            Answer answer = disk.run(Fault.once(Fault.Kind.OPEN_TO_READ, 1, Fault.EIO), "verify");
            assertThat(disk.wasHit()).isTrue();
            if (answer.code() != 0) {
                assertThat(answer.out())
                        .contains("UNREADABLE", "Input/output error")
                        .doesNotContain("INVALID");
            } else {
                assertThat(answer.out()).doesNotContain("[SKIP]");
            }
        }
    }

    @Test
    void ofAnUpdateThatTheOutboxDoesNotTake() throws Exception {
        operator.write("update.json", "{\"n\":1}");
        String[] sync = "sync --module finance --data update.json --bridge http://127.0.0.1:9".split(" ");
        assertThat(disk.run(sync).code()).isEqualTo(69);
        disk.narrowTo(operator.path("outbox"));
        for (Fault fault : List.of(UNREADABLE, UNWRITABLE, Fault.alwaysFrom(Fault.Kind.WRITE, 1, Fault.ENOSPC))) {
            Answer answer = disk.run(fault, sync);
            assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(74);
            assertThat(answer.err())
                    .contains(operator.path("outbox").toString())
                    .containsAnyOf("Input/output error", "No space left on device");
            assertThat(disk.run("status").code()).isZero();
        }
    }

    @Test
    void ofACommandThatCannotReadWhatItNeeds() throws Exception {
        ends(baselineCopy, 74, "restore", "--to", "1");
        ends("manifests/canonical.sha256", 74, "restore");
        ends("manifests/canonical.sha256.sig", 74, "restore");
        ends("core_bucket_bridge.py", 74, "freeze", "--reason", "again");
        ends("canonical/automation", 74, "freeze", "--reason", "again");
        ends("canonical/policy.json", 74, "alert", "test");
        ends("manifests/canonical.sha256.sig", 77, "alert", "test");
        ends("manifests/canonical.sha256", 66, "provenance", "checkpoint");
        ends("security/private.pem", 74, "heartbeat", "--module", "finance", "--bridge", "http://127.0.0.1:9");
        ends("security/release.private.pem", 74, "keys", "sign", "core_bucket_bridge.py");
        for (String line : List.of("show ID", "acknowledge ID --reason test", "resolve ID --reason test")) {
            ends("logs/incidents/" + incident + ".json", 74, ("incident " + line.replace("ID", incident)).split(" "));
        }
        assertThat(wrong).isEmpty();
    }

    private String at(String path) {
        return operator.path(path) + ": Input/output error";
    }

    private void finds(Fault fault, String path, String message, String remedy) throws Exception {
        finds(fault, operator.path(path), message, remedy);
    }

    private void finds(Fault fault, Path path, String message, String remedy) throws Exception {
        disk.narrowTo(path);
        Answer answer = disk.run(fault, "verify");
        String what = path + " under " + fault.kinds() + " answered " + answer.code() + "\n" + answer.violations()
                + answer.err();
        String cause = fault.error() == Fault.ENOSPC ? "No space left on device" : "Input/output error";
        boolean named = answer.out().lines().anyMatch(line -> line.contains(message) && line.contains(cause));
        if (answer.code() == 0 || !named) {
            wrong.add("not named: " + message + "\n" + what);
        }
        if (!answer.out().contains("[FIX] " + remedy)) {
            wrong.add("no remedy: " + remedy + "\n" + what);
        }
        for (String claim :
                List.of("MISSING", "INCOMPLETE", "INVALID", "MALFORMED", "MISMATCH", "ALTERED", "GONE", "SET BACK")) {
            if (answer.out().contains(claim)) {
                wrong.add("claims: " + claim + "\n" + what);
            }
        }
        Answer after = disk.run("verify");
        if (after.code() != 0) {
            wrong.add("left behind: " + after.violations() + "\nby " + what);
        }
    }

    private void ends(String path, int code, String... line) throws Exception {
        disk.narrowTo(operator.path(path));
        Answer answer = disk.run(UNREADABLE, line);
        if (answer.code() != code || !answer.err().contains("Input/output error")) {
            wrong.add(path + ": " + List.of(line) + " answered " + answer);
        }
    }
}
