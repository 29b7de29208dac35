package org.corebucket.bridge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch, ticked by hand. */
final class IntegrityWatchTest {

    private Scene scene;

    @BeforeEach
    void makeScene(@TempDir Path directory) throws Exception {
        scene = new Scene(directory);
    }

    @Test
    void verifiesAtOnceAndThenAtTheInterval() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            scene.pass(Duration.ofSeconds(299));
            watch.tick(false);
            assertThat(scene.verifications).isEqualTo(1);

            scene.pass(Duration.ofSeconds(1));
            watch.tick(false);

            assertThat(scene.verifications).isEqualTo(2);
        }
    }

    @Test
    void takesTheIntervalOfThePolicyIfItIsToldNone() throws Exception {
        scene.policy = Optional.of(Scene.policy(Duration.ofSeconds(90)));
        try (IntegrityWatch watch = scene.watch(Duration.ZERO)) {
            watch.tick(false);
            scene.pass(Duration.ofSeconds(90));
            watch.tick(false);

            assertThat(scene.verifications).isEqualTo(2);
            assertThat(WatchRecord.of(scene.deployment).orElseThrow().interval())
                    .isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void verifiesAfterAChangeButNotMoreThanOnceASecond() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            scene.pass(Duration.ofMillis(999));
            watch.tick(true);
            assertThat(scene.verifications).isEqualTo(1);

            scene.pass(Duration.ofMillis(1));
            watch.tick(false);

            assertThat(scene.verifications).as("the change was not forgotten").isEqualTo(2);
        }
    }

    @Test
    void aCriticalFindingIsAnIncidentAndEndsWhatRuns() throws Exception {
        scene.report = Scene.report(Scene.failed(Scene.HASHES, "hash-mismatch", "a.py"));
        scene.running.add("task (pid 7)");
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
        }

        assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce()).isTrue();
        assertThat(scene.running).isEmpty();
        assertThat(scene.incidents().openCritical())
                .singleElement()
                .satisfies(one -> assertThat(one.summary()).isEqualTo("hash-mismatch: a.py"));
        assertThat(scene.operator().text("EMERGENCY_SHUTDOWN.marker")).contains("task (pid 7)");
        assertThat(scene.notes).anyMatch(note -> note.contains("stopped task (pid 7)"));
    }

    @Test
    void onAFullDiskWhatRunsIsEndedAtOnceAndRecordedWhenThereIsRoom(@TempDir Path other) throws Exception {
        SmallDisk disk = SmallDisk.at(other.toRealPath().resolve("deployment"), 4096);
        try {
            scene = new Scene(other);
            Files.delete(scene.operator().path(StopReserve.FILE));
            scene.report = Scene.report(Scene.failed(Scene.HASHES, "hash-mismatch", "a.py"));
            try (IntegrityWatch watch = scene.watch()) {
                disk.fillBut(0);
                scene.running.add("task (pid 7)");
                watch.tick(false);
                assertThat(scene.running).as("ending needs no disk").isEmpty();
                assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce())
                        .isFalse();
                assertThat(scene.notes)
                        .anyMatch(note -> note.contains("no disk takes its record, everything is ended all the same: ")
                                && note.contains("No space left on device"));

                scene.running.add("task (pid 8)");
                scene.pass(Duration.ofSeconds(1));
                watch.tick(false);
                assertThat(scene.running)
                        .as("what is started meanwhile is ended, too")
                        .isEmpty();

                disk.makeRoom();
                scene.pass(Duration.ofSeconds(1));
                watch.tick(false);
            }
            assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce()).isTrue();
            assertThat(scene.incidents().openCritical()).hasSize(1);
            assertThat(scene.operator().text("EMERGENCY_SHUTDOWN.marker"))
                    .contains("hash-mismatch: a.py", "task (pid 7)", "task (pid 8)");
        } finally {
            disk.close();
        }
    }

    @Test
    void onAFullDiskTheStopIsInForceInTheRoomThatIsKeptForItWhichIsMadeAgainAfterIt(@TempDir Path other)
            throws Exception {
        SmallDisk disk = SmallDisk.at(other.toRealPath().resolve("deployment"), 4096);
        try {
            scene = new Scene(other);
            scene.report = Scene.report(Scene.failed(Scene.HASHES, "hash-mismatch", "a.py"));
            scene.running.add("task (pid 7)");
            StopReserve reserve = new StopReserve(scene.deployment);
            try (IntegrityWatch watch = scene.watch()) {
                assertThat(reserve.isThere()).isTrue();
                disk.fillBut(0);
                watch.tick(false);

                assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce())
                        .isTrue();
                assertThat(scene.running).isEmpty();
                assertThat(reserve.isThere()).isFalse();

                disk.makeRoom();
                scene.report = Scene.report(Scene.passed(Scene.HASHES));
                String id = scene.incidents().openCritical().get(0).id();
                scene.operator().run("incident", "resolve", id, "--reason", "over");
                scene.pass(Duration.ofMinutes(5));
                watch.tick(false);
                assertThat(reserve.isThere()).isTrue();
            }
        } finally {
            disk.close();
        }
    }

    @Test
    void aBugInOnePartKeepsNoOtherFromBeingDone() throws Exception {
        scene.report = Scene.report(Scene.failed(Scene.HASHES, "hash-mismatch", "a.py"));
        scene.running.add("task (pid 7)");
        try (IntegrityWatch watch = scene.watch()) {
            scene.bug = true;
            watch.tick(false);
            assertThat(scene.notes).anyMatch(note -> note.contains("could not verify, by a bug: "));

            scene.bug = false;
            scene.pass(Duration.ofMinutes(5));
            watch.tick(false);
            assertThat(scene.running).isEmpty();
        }
    }

    @Test
    void theSameViolationIsOneIncidentHoweverLongItLasts() throws Exception {
        scene.report = Scene.report(Scene.failed(Scene.HASHES, "hash-mismatch", "a.py"));
        try (IntegrityWatch watch = scene.watch()) {
            for (int i = 0; i < 3; i++) {
                watch.tick(false);
                scene.pass(Duration.ofMinutes(5));
            }
        }

        assertThat(scene.incidents().all()).hasSize(1);
    }

    @Test
    void aWarningStopsNothing() throws Exception {
        scene.report = Scene.report(Scene.failed(Scene.ROLES, "role-incomplete", "policy.json"));
        scene.running.add("task");
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
        }

        assertThat(scene.incidents().all()).hasSize(1);
        assertThat(scene.running).containsExactly("task");
        assertThat(EmergencyStop.of(scene.deployment, scene.host).inForce()).isFalse();
    }

    @Test
    void enforcesTheStopOfAnotherAndGoesOn() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            scene.incidents().raise(Violation.stop("strange entries"));
            scene.running.add("late comer");
            scene.pass(Duration.ofSeconds(1));
            watch.tick(false);
            assertThat(scene.running).isEmpty();

            scene.pass(Duration.ofMinutes(5));
            watch.tick(false);

            assertThat(scene.verifications).isEqualTo(2);
        }
    }

    @Test
    void aVerificationThatCannotBeDoneIsToldOnceAndTriedAgain() throws Exception {
        scene.broken = true;
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            scene.pass(Duration.ofMinutes(5));
            watch.tick(false);
            assertThat(scene.notes)
                    .filteredOn(note -> note.contains("no space left"))
                    .hasSize(1);
            assertThat(WatchRecord.of(scene.deployment))
                    .as("it has not verified")
                    .isEmpty();

            scene.broken = false;
            scene.pass(Duration.ofMinutes(5));
            watch.tick(false);

            assertThat(WatchRecord.of(scene.deployment)).isPresent();
        }
    }

    @Test
    void aPolicyThatNoLongerVerifiesDoesNotMakeItForgetTheLastThatDid() throws Exception {
        scene.policy = Optional.of(Scene.policy(Duration.ofSeconds(90)));
        try (IntegrityWatch watch = scene.watch(Duration.ZERO)) {
            watch.tick(false);
            scene.policy = Optional.empty();
            scene.pass(Duration.ofSeconds(90));
            watch.tick(false);
            scene.pass(Duration.ofSeconds(89));
            watch.tick(false);
            assertThat(scene.verifications).isEqualTo(2);

            scene.pass(Duration.ofSeconds(1));
            watch.tick(false);

            assertThat(scene.verifications).isEqualTo(3);
        }
    }

    @Test
    void endedInOrderItIsNotMissed() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            assertThat(scene.operator().path(WatchRecord.FILE)).exists();
        }

        assertThat(scene.operator().path(WatchRecord.FILE)).doesNotExist();
    }

    @Test
    void aWatchThatDiedIsAnIncidentOfTheNext() throws Exception {
        scene.watch().tick(false);
        scene.pass(Duration.ofHours(1));
        try (IntegrityWatch next = scene.watch()) {
            next.step();
        }

        assertThat(scene.incidents().all())
                .singleElement()
                .satisfies(one -> assertThat(one.summary()).startsWith("the watch before this one died"))
                .matches(one -> !one.isCritical());
    }

    @Test
    void aMarkerThatVanishedIsPutBack() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);
            scene.incidents().raise(Violation.stop("strange entries"));
            Files.delete(scene.deployment.stopMarker());
            scene.pass(Duration.ofSeconds(1));
            watch.tick(false);
        }

        assertThat(scene.deployment.stopMarker()).exists();
        assertThat(scene.incidents().openCritical())
                .extracting(IncidentState::stops)
                .containsExactly(true);
    }

    @Test
    void whoVerifiesMeanwhileFindsTheRecord() throws Exception {
        try (IntegrityWatch watch = scene.watch()) {
            watch.tick(false);

            assertThat(scene.operator().run("verify", "--format", "json").out()).contains("Watched: verified last at");

            scene.pass(Duration.ofMinutes(6));
            assertThat(scene.operator().run("verify").out()).contains("[ERROR] WATCH LATE: it verified last at");
        }
    }
}
