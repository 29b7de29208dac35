package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.corebucket.bridge.alert.AlertSink.Delivered;
import org.corebucket.bridge.alert.AlertSink.NotDelivered;
import org.corebucket.bridge.alert.AlertSink.SinkOutcome;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandSinkTest {

    private static final AlertMessage MESSAGE = Alerts.message("INC-1");
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private Path root;

    /** Where the scripts work: outside of the deployment, as all that a command may name. */
    private Path work;

    @BeforeEach
    void makeDirectories(@TempDir Path directory) throws IOException {
        root = Files.createDirectory(directory.toRealPath().resolve("deployment"));
        work = Files.createDirectory(directory.toRealPath().resolve("work"));
    }

    private CommandSink sink(Duration limit, String... argv) {
        Path directory = root.resolve("logs/alerts/0123456789abcdef");
        return new CommandSink(
                List.of(argv), root, directory, Alerts.host(root, new StandingClock(Alerts.START)), limit);
    }

    private SinkOutcome outcome(Duration limit, String script) {
        return assertTimeoutPreemptively(AMPLE, () -> outcomeHere(limit, script));
    }

    private SinkOutcome outcomeHere(Duration limit, String script) throws InterruptedException {
        return sink(limit, "sh", "-c", "cd \"$0\" || exit\n" + script, work.toString())
                .deliver(MESSAGE);
    }

    private String text(String file) throws IOException {
        return Files.readString(work.resolve(file)).strip();
    }

    private void awaitEndOf(String file) throws IOException {
        long pid = Long.parseLong(text(file));
        await().atMost(AMPLE)
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }

    @Test
    void givesTheMessageAsOneLineOfInput() throws Exception {
        assertThat(outcome(AMPLE, "cat > got")).isEqualTo(new Delivered());

        assertThat(work.resolve("got")).hasContent(MESSAGE.json() + "\n");
    }

    @Test
    void runsOutsideOfTheDeploymentWithAReducedEnvironment() throws Exception {
        assertThat(outcome(AMPLE, "echo \"$OLDPWD\" > where; env > environment"))
                .isEqualTo(new Delivered());

        assertThat(text("where")).isEqualTo("/");
        assertThat(Files.readAllLines(work.resolve("environment")))
                .contains("HOME=/home/guard", "LANG=C", "BRIDGECTL_ALERT_ID=INC-1")
                .noneMatch(line -> line.startsWith("SECRET="))
                .anyMatch(line -> line.startsWith("PATH="));
    }

    @Test
    void noShellReadsTheArguments() throws Exception {
        SinkOutcome outcome = sink(AMPLE, "touch", work + "/a b;touch c").deliver(MESSAGE);

        assertThat(outcome).isEqualTo(new Delivered());
        assertThat(work.resolve("a b;touch c")).exists();
    }

    /** It is not staged, and so could be overwritten at any moment after it was verified. */
    @Test
    void nothingOfTheLiveTreeIsStarted() throws Exception {
        Path tell = Files.writeString(root.resolve("tell.sh"), "#!/bin/sh\ntouch " + work + "/told\n");
        Files.setPosixFilePermissions(tell, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = Files.createSymbolicLink(work.resolve("link"), tell);

        for (String[] argv : new String[][] {
            {tell.toString()},
            {link.toString()},
            {"./tell.sh"},
            {"sh", tell.toString()},
            {"sh", link.toString()},
            {"sh", "-c", "sh " + tell},
            {"env", "--chdir=" + root, "./tell.sh"},
            {"sh", "-c", "cd " + root + " && ./tell.sh"}
        }) {
            assertThat(sink(AMPLE, argv).deliver(MESSAGE))
                    .as(String.join(" ", argv))
                    .isInstanceOfSatisfying(
                            NotDelivered.class,
                            failed -> assertThat(failed.reason()).contains(" was not started: it "));
        }
        assertThat(work.resolve("told")).doesNotExist();
        assertThat(sink(AMPLE, "sh", "-c", "test ! -e tell.sh").deliver(MESSAGE))
                .isEqualTo(new Delivered());
    }

    @Test
    void anotherExitCodeIsAFailureWithWhatItSaid() {
        assertThat(outcome(AMPLE, "echo; echo no relay; echo at all >&2; exit 75"))
                .isEqualTo(new NotDelivered("exit code 75: no relay at all"));
    }

    @Test
    void whatItSaidIsCutAndCantSteerATerminal() {
        SinkOutcome outcome = outcome(AMPLE, "printf '\\033[2J'; head -c 5000 /dev/zero | tr '\\0' x; exit 1");

        assertThat(((NotDelivered) outcome).reason())
                .matches("exit code 1:  ?\\[2Jx+")
                .hasSize(1000);
    }

    @Test
    void aCommandThatIsNotThereIsToldByName() throws Exception {
        assertThat(sink(AMPLE, "no-such-command").deliver(MESSAGE))
                .isInstanceOfSatisfying(
                        NotDelivered.class,
                        failed -> assertThat(failed.reason()).contains("no-such-command"));
    }

    @Test
    void aCommandThatHangsIsEndedWithItsChildren() throws Exception {
        SinkOutcome outcome = outcome(SHORT, "echo $$ > parent; sleep 600 & echo $! > child; echo busy; wait");

        assertThat(outcome).isEqualTo(new NotDelivered("no end within 2000 ms: busy"));
        awaitEndOf("parent");
        awaitEndOf("child");
    }

    @Test
    void aCommandThatHangsIsEndedWithItsDaemons() throws Exception {
        SinkOutcome outcome = outcome(
                SHORT,
                "(setsid sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 1; done' &)"
                        + "; echo $$ > parent; exec sleep 600");

        assertThat(outcome).isEqualTo(new NotDelivered("no end within 2000 ms"));
        awaitEndOf("parent");
        awaitEndOf("child");
    }

    @Test
    void aCommandThatIgnoresSignalsIsEndedAllTheSame() throws Exception {
        SinkOutcome outcome = outcome(SHORT, "trap '' TERM INT HUP; echo $$ > parent; while :; do sleep 1; done");

        assertThat(outcome).isEqualTo(new NotDelivered("no end within 2000 ms"));
        awaitEndOf("parent");
    }

    @Test
    void aChildThatKeepsTheOutputOpenIsNotWaitedFor() throws Exception {
        assertThat(outcome(AMPLE, "sleep 600 & echo $! > child; exit 0")).isEqualTo(new Delivered());

        ProcessHandle.of(Long.parseLong(text("child"))).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aCommandThatFloodsItsOutputIsEnded() throws Exception {
        SinkOutcome outcome = outcome(AMPLE, "echo $$ > parent; exec yes alert");

        assertThat(((NotDelivered) outcome).reason()).startsWith("it floods its output: alert alert");
        awaitEndOf("parent");
    }

    @Test
    void aCommandNeedNotReadItsInputNorKeepItsStreams() {
        assertThat(outcome(AMPLE, "exec <&- >&- 2>&-; exit 0")).isEqualTo(new Delivered());
        assertThat(outcome(SHORT, "exec <&- >&- 2>&-; exec sleep 600"))
                .isEqualTo(new NotDelivered("no end within 2000 ms"));
    }

    @Test
    void leavesNothingOfTheMessageBehind() throws Exception {
        outcome(AMPLE, "cat");

        assertThat(Alerts.files(root.resolve("logs/alerts/0123456789abcdef/.command")))
                .isEmpty();
    }

    @Test
    void anInterruptEndsTheCommand() throws Exception {
        Path fifo = work.resolve("started");
        SpecialFiles.fifo(fifo);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread attempt = new Thread(() -> {
            try {
                outcomeHere(AMPLE, "echo $$ > parent; echo > started; exec sleep 600");
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        attempt.start();
        Files.readString(fifo);

        attempt.interrupt();
        attempt.join(AMPLE.toMillis());

        assertThat(interrupted).isTrue();
        awaitEndOf("parent");
    }
}
