package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cli.Answer;
import org.corebucket.bridge.cli.Operator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that writes, on a disk that fails at one call or from one call on: it says what failed, nothing of the
 * deployment is less than it was, and what is typed again when the disk works comes to its end.
 */
@NullUnmarked // plugged in by each test
final class FailingCommandsTest {

    /** Of each kind of fault, spread over all calls of a command. */
    private static final int MOST = 30;

    @TempDir
    Path directory;

    @TempDir
    Path beside;

    private Operator operator;
    private FaultyDisk disk;
    private CrashStates.Tree before;
    private final List<String> wrong = new ArrayList<>();

    private void plug(WritingCommand command) throws Exception {
        operator = command.fresh() ? Operator.at(directory) : Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        if (!command.fresh()) {
            operator.run("verify");
        }
        command.preparation().of(operator);
        before = CrashStates.snapshot(directory);
        disk = FaultyDisk.below(directory, beside);
    }

    @AfterEach
    void unplug() {
        if (disk != null) {
            disk.close();
        }
    }

    static List<WritingCommand> all() {
        return WritingCommand.all();
    }

    static List<WritingCommand> some() {
        return WritingCommand.some();
    }

    @ParameterizedTest
    @MethodSource("some")
    void saysWhatFailsAndIsDoneAtASecondTry(WritingCommand command) throws Exception {
        plug(command);
        tryFaults(command, 1);
        assertThat(wrong).isEmpty();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("all")
    void saysWhatFailsAndIsDoneAtASecondTryWhicheverCallItIs(WritingCommand command) throws Exception {
        plug(command);
        tryFaults(command, MOST);
        assertThat(wrong).isEmpty();
    }

    private interface AtCall {
        Fault fault(int at);
    }

    private void tryFaults(WritingCommand command, int most) throws IOException {
        for (AtCall kind : List.<AtCall>of(
                at -> Fault.once(at, Fault.EIO),
                at -> Fault.once(Fault.Kind.SYNC, at, Fault.EIO),
                at -> Fault.once(Fault.Kind.RENAME, at, Fault.EIO),
                Fault::deadFrom,
                Fault::fullFrom,
                at -> Fault.shortWrite(at, Fault.ENOSPC))) {
            before.restore();
            int calls = disk.count(kind.fault(1), command.args().toArray(String[]::new));
            int tried = Math.min(calls, most);
            for (int i = 0; i < tried; i++) {
                probe(command, kind.fault(1 + (int) ((i + 0.5) * calls / tried)));
            }
        }
    }

    private void probe(WritingCommand command, Fault fault) throws IOException {
        before.restore();
        Answer answer = disk.run(fault, command.args().toArray(String[]::new));
        String what = fault + " of " + disk.calls() + " answered " + answer.code() + " " + answer.err();
        if (!disk.wasHit()) {
            return;
        }
        require(answer.code() != 70 && !answer.err().contains("this is a bug"), what, answer);
        // A verdict names it in its findings; what ends as it does on a sound disk was not kept from anything.
        boolean isOwn = answer.code() < 64 || command.done().contains(answer.code());
        require(isOwn || namesTheCause(answer), "does not name the cause: " + what, answer);
        look(command, what);
        Answer verdict = disk.run("verify");
        require(command.ready().contains(verdict.code()), what + "then verify", verdict);
        Answer second = disk.run(command.again().toArray(String[]::new));
        require(command.done().contains(second.code()), what + "then again", second);
        look(command, what + "then again");
        Answer end = disk.run("verify");
        require(end.code() == command.after(), what + "then again " + second + "then verify", end);
    }

    private void look(WritingCommand command, String what) {
        try {
            command.always().of(operator);
        } catch (Exception | AssertionError e) {
            wrong.add("\n" + what + " -> " + e);
        }
    }

    private static boolean namesTheCause(Answer answer) {
        String text = answer.err() + answer.out();
        return text.contains("Input/output error")
                || text.contains("No space left on device")
                || text.contains("sync failed") // all that Java tells of a file that is no channel
                || text.contains("mend the disk");
    }

    private void require(boolean right, String what, Answer seen) {
        if (!right) {
            wrong.add("\n" + what + " -> " + seen.code() + " " + seen.violations() + seen.err());
        }
    }
}
