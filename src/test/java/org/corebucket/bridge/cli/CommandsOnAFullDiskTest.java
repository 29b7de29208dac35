package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertRestored;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a full disk a command says so and ends; nothing is half-written, and a second try with more room succeeds. */
final class CommandsOnAFullDiskTest {

    private static final String BRIDGE = "core_bucket_bridge.py";
    private static final String MANIFEST = "manifests/canonical.sha256";

    @AutoClose
    private SmallDisk disk;

    private Operator operator;

    @BeforeEach
    void mount(@TempDir Path directory) throws Exception {
        disk = SmallDisk.at(directory.toRealPath().resolve("deployment"), 2048);
        operator = Operator.at(directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aFreezeLeavesTheOldSealInForce(int pages) throws IOException {
        deploy();
        byte[] manifest = operator.read(MANIFEST);
        byte[] seal = operator.read(MANIFEST + ".sig");
        operator.write(BRIDGE, "print('bridge 2')");
        disk.fillBut(pages);

        Answer answer = operator.run("freeze", "--reason", "second");

        assertNoRoom(answer);
        assertThat(operator.read(MANIFEST)).isEqualTo(manifest);
        assertThat(operator.read(MANIFEST + ".sig")).isEqualTo(seal);
        assertNothingIsStaged();
        disk.makeRoom();
        assertThat(operator.run("freeze", "--reason", "second").out()).endsWith(" under serial 2.\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void aRestoreLeavesTheFileAsItWas() throws IOException {
        deploy();
        operator.write(BRIDGE, "what an intruder left");
        disk.fillBut(0);

        Answer answer = operator.run("restore");

        assertNoRoom(answer);
        assertThat(operator.text(BRIDGE)).isEqualTo("what an intruder left");
        assertNothingIsStaged();
        disk.makeRoom();
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void aVerdictThatLeavesNoRecordIsPrintedAllTheSame() throws IOException {
        deploy();
        disk.fillBut(0);

        Answer answer = verifyUntilThePageOfTheLogIsFull();

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).endsWith("Readiness Score: 100%\n");
        assertThat(answer.err())
                .isEqualTo("bridgectl: the verification could not be recorded in "
                        + operator.path("logs/production_audit.jsonl") + ": No space left on device\n");
        disk.makeRoom();
        assertReady(operator.run("verify"));
    }

    @Test
    void aReportThatWasAskedForIsNotThereAtAll() throws IOException {
        deploy();
        disk.fillBut(0);

        Answer answer = operator.run("verify", "--read-only", "--output", "report.txt");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err())
                .isEqualTo("bridgectl: " + operator.path("report.txt")
                        + ": No space left on device; make room there and try again\n");
        assertThat(operator.path("report.txt")).doesNotExist();
    }

    @Test
    void aStopComesIntoForceInTheRoomThatIsKeptForIt() throws IOException {
        deploy();
        disk.fillBut(0);

        Answer answer = operator.run("stop", "--reason", "strange entries");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).startsWith("EMERGENCY STOP IN FORCE: INC-");
        assertThat(answer.code()).isZero();
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("strange entries");
        assertThat(operator.run("verify").code() & 32).isEqualTo(32);
        assertThat(operator.run("run", "automation", "--once").code()).isEqualTo(32);
        disk.makeRoom();
        resolve(answer);
        assertThat(operator.run("init").code()).isZero();
        assertThat(operator.path("manifests/.stop-reserve")).hasSize(256 * 1024);
    }

    @Test
    void aStopThatNoDiskTakesSaysSoAndIsInForceAtASecondTry() throws IOException {
        deploy();
        Files.delete(operator.path("manifests/.stop-reserve"));
        disk.fillBut(0);

        Answer answer = operator.run("stop", "--reason", "strange entries");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err())
                .contains("the stop could not be recorded as it should be: " + operator.root())
                .contains("No space left on device")
                .contains("make room on the disk on which it lies, then try again");
        disk.makeRoom();
        Answer second = operator.run("stop", "--reason", "strange entries");
        assertThat(second.err()).isEmpty();
        assertThat(second.code()).isZero();
        assertThat(operator.run("verify").code()).isEqualTo(32);
        resolve(second);
    }

    @Test
    void aStopThatNoDiskTakesEndsWhatWouldHaveEndedCouldItSeeTheStop() throws Exception {
        deploy();
        Files.delete(operator.path("manifests/.stop-reserve"));
        Process automation = ChildJvm.start(
                Holder.class, operator.path("manifests/.automation.lock").toString());
        try {
            assertThat(automation.inputReader(StandardCharsets.UTF_8).readLine())
                    .isEqualTo("taken");
            disk.fillBut(0);

            Answer answer = operator.run("stop", "--reason", "strange entries");

            assertThat(answer.out()).isEqualTo("stopped the automation (pid " + automation.pid() + ")\n");
            assertThat(answer.code()).isEqualTo(74);
            assertThat(automation.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            automation.destroyForcibly();
        }
    }

    /** Holds a lock until it is ended, as a runner does that can't see the stop. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("try") // the lock is only held
        public static void main(String[] arguments) throws IOException, LockHeldException {
            try (DeploymentLock lock = DeploymentLock.acquire(Path.of(arguments[0]))) {
                System.out.println("taken");
                System.in.read();
            }
        }
    }

    private void resolve(Answer stop) {
        String id = stop.out().substring(stop.out().indexOf("INC-"), stop.out().indexOf('\n'));
        assertThat(operator.run("incident", "resolve", id, "--reason", "over").code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void anInitIsCompletedByTheNext() throws IOException {
        disk.fillBut(20);

        assertNoRoom(operator.run("init"));

        disk.makeRoom();
        assertThat(operator.run("init").out()).endsWith("Done. Next: bridgectl verify\n");
        assertReady(operator.run("verify"));
    }

    private void deploy() throws IOException {
        SampleDeployment.copyTo(operator.root());
        assertThat(operator.run("verify").code()).isZero();
    }

    /** The last page of a file has room for a line or two, however full the disk is. */
    private Answer verifyUntilThePageOfTheLogIsFull() {
        Answer answer = operator.run("verify");
        for (int tries = 0; tries < 5 && answer.code() == 0; tries++) {
            answer = operator.run("verify");
        }
        return answer;
    }

    private void assertNoRoom(Answer answer) {
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("bridgectl: " + operator.root())
                .endsWith(": No space left on device; make room there and try again\n")
                .hasLineCount(1);
        assertThat(answer.code()).isEqualTo(74);
    }

    private void assertNothingIsStaged() throws IOException {
        assertThat(operator.filesBelow(operator.path("manifests/.staging"))).isEmpty();
        assertThat(operator.path(MANIFEST + ".sig.next")).doesNotExist();
        assertThat(Files.exists(operator.path(MANIFEST))).isTrue();
    }
}
