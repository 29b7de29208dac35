package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that write, killed with SIGKILL at random moments: nothing is half-written, and a second try succeeds. */
final class KilledWritersIT {

    private static final int ROUNDS = 50;
    private static final int KILLED = 128 + 9;
    private static final long GUARD_SECONDS = 60;
    private static final List<String> DOCUMENTS =
            List.of("canonical/INTEGRATION_CONTRACT.md", "canonical/OBSERVABILITY.md", "canonical/SECURITY_POLICY.md");

    private final Random random = new Random(20261123);
    private final List<Integer> ends = new ArrayList<>();
    private double span;

    /** The classes of a start, read before, as those whom the launcher starts have them: some two hundred start here. */
    private static Path archive = Path.of("none");

    @TempDir
    Path directory;

    private Operator operator;

    @BeforeAll
    static void archiveClasses(@TempDir Path shared) throws Exception {
        archive = shared.resolve("classes.jsa");
        Operator operator = Operator.atDeployment(Files.createDirectory(shared.resolve("deployment")));
        millisOf(start(operator, "-XX:ArchiveClassesAtExit=" + archive, "freeze", "--reason", "classes"));
    }

    @BeforeEach
    void deployment() throws IOException {
        operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
    }

    @Test
    void aFreezeThatIsKilledLeavesTheOldSealOrTheNew() throws Exception {
        span = millisOf(start("freeze", "--reason", "measured"));
        for (int round = 0; round < ROUNDS; round++) {
            String document = DOCUMENTS.get(round % DOCUMENTS.size());
            operator.write(document, operator.text(document) + "round " + round + "\n");

            killSomewhere(start("freeze", "--reason", "round " + round));

            // 4: the old seal is in force, under which the document was changed; 0: the new one is.
            assertThat(operator.run("verify").code()).as("round " + round).isIn(0, 4);
            assertThat(operator.run("freeze", "--reason", "again").code()).isZero();
            assertThat(operator.run("verify").code()).isZero();
        }
        assertThatMomentsWereSpread();
    }

    @Test
    void aRestoreThatIsKilledLeavesEachFileOldOrNew() throws Exception {
        tamper(-1);
        span = millisOf(start("restore"));
        for (int round = 0; round < ROUNDS; round++) {
            tamper(round);

            killSomewhere(start("restore"));

            // 4: some files are still changed; nothing is missing (2), unlisted (1) or unsealed (16).
            assertThat(operator.run("verify").code()).as("round " + round).isIn(0, 4);
            assertThat(operator.run("restore").code()).isZero();
            assertThat(operator.run("verify").code()).isZero();
        }
        assertThatMomentsWereSpread();
    }

    @Test
    void aRestoreToAnEarlierFreezeThatIsKilledIsDoneAtASecondTry() throws Exception {
        String first = operator.text(DOCUMENTS.get(0));
        operator.write(DOCUMENTS.get(0), first + "second\n");
        assertThat(operator.run("freeze", "--reason", "second").code()).isZero();
        span = millisOf(start("restore", "--to", "1"));
        for (int round = 0; round < ROUNDS / 5; round++) {
            assertThat(operator.run("restore", "--to", "2").code()).isZero();

            killSomewhere(start("restore", "--to", "1"));

            assertThat(operator.run("verify").code()).as("round " + round).isIn(0, 4);
            assertThat(operator.run("restore", "--to", "1").code()).isZero();
            assertThat(operator.text(DOCUMENTS.get(0))).isEqualTo(first);
        }
    }

    @Test
    void aStopThatIsKilledLeavesNothingOrAStopInForceThatCanBeEnded() throws Exception {
        span = millisOf(start("stop", "--reason", "measured"));
        resolveAll();
        for (int round = 0; round < ROUNDS / 5; round++) {
            killSomewhere(start("stop", "--reason", "round " + round));

            // 32: in force, by whatever was written before the kill; never a torn incident, or a state that is none.
            assertThat(operator.run("verify").code()).as("round " + round).isIn(0, 32);
            assertThat(operator.run("stop", "--reason", "round " + round).code())
                    .isZero();
            assertThat(operator.run("verify").violations())
                    .as("round " + round)
                    .singleElement()
                    .asString()
                    .endsWith(": round " + round);
            resolveAll();
        }
        assertThatMomentsWereSpread();
    }

    @Test
    void aResolveThatIsKilledLeavesTheStopInForceOrEndedAndIsDoneAtASecondTry() throws Exception {
        operator.run("stop", "--reason", "measured");
        span = millisOf(start("incident", "resolve", openIncidents().get(0), "--reason", "measured"));
        for (int round = 0; round < ROUNDS / 5; round++) {
            operator.run("stop", "--reason", "round " + round);
            String id = openIncidents().get(0);

            killSomewhere(start("incident", "resolve", id, "--reason", "over"));

            assertThat(operator.run("verify").code()).as("round " + round).isIn(0, 32);
            assertThat(operator.run("incident", "resolve", id, "--reason", "over")
                            .code())
                    .isZero();
            assertThat(operator.run("verify").code()).isZero();
        }
        assertThatMomentsWereSpread();
    }

    private void resolveAll() {
        for (String id : openIncidents()) {
            assertThat(operator.run("incident", "resolve", id, "--reason", "over")
                            .code())
                    .isZero();
        }
        assertThat(operator.run("verify").code()).isZero();
    }

    private List<String> openIncidents() {
        return operator.run("incident", "list").lines().stream()
                .filter(line -> line.contains("  critical  open  "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private void tamper(int round) throws IOException {
        for (String document : DOCUMENTS) {
            operator.write(document, "tampered in round " + round + "\n");
        }
    }

    private Process start(String... args) throws IOException {
        return start(operator, "-XX:SharedArchiveFile=" + archive, args);
    }

    private static Process start(Operator operator, String archiving, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                archiving,
                "-cp",
                System.getProperty("bridgectl.jar"),
                "org.corebucket.bridge.cli.Main",
                "--root",
                operator.root().toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("XDG_STATE_HOME", operator.state().toString());
        return builder.start();
    }

    private static long millisOf(Process process) throws InterruptedException {
        long begin = System.nanoTime();
        assertThat(process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /**
     * Kills the process at a moment drawn from the time that it usually takes; the first half of that is start-up. That
     * time is followed, since a busy machine takes longer in a later round than it took when it was measured: what was
     * killed is given a little more the next time, what ended by itself a little less.
     */
    private void killSomewhere(Process process) throws InterruptedException {
        long moment = (long) (span * (1.0 / 3 + random.nextDouble()));
        if (!process.waitFor(moment, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)).isTrue();
        int end = process.exitValue();
        span *= end == KILLED ? 1.1 : 0.9;
        ends.add(end);
    }

    /** A kill that always came too early or too late would show nothing. */
    private void assertThatMomentsWereSpread() {
        assertThat(ends).contains(KILLED).contains(0);
    }
}
