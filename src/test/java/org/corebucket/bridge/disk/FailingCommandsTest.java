package org.corebucket.bridge.disk;

import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that writes, on a disk that fails at one call or from one call on, or killed at one: it says what failed,
 * nothing of the deployment is less than it was, and what is typed again when the disk works comes to its end.
 */
@NullUnmarked // plugged in by each test
final class FailingCommandsTest extends TriedCommands {

    /** Of each kind of fault, spread over all calls of a command. */
    private static final int MOST = 30;

    /** Each kill costs a start of Java; what it leaves is what a disk leaves that is dead from that call on. */
    private static final int MOST_KILLS = 3;

    private CrashStates.Tree before;

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.disk.WritingCommand#some")
    void saysWhatFailsAndIsDoneAtASecondTry(WritingCommand command) throws Exception {
        tryFaults(command, 1);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.disk.WritingCommand#all")
    void saysWhatFailsAndIsDoneAtASecondTryWhicheverCallItIs(WritingCommand command) throws Exception {
        tryFaults(command, MOST);
    }

    private interface AtCall {
        Fault fault(int at);
    }

    private void tryFaults(WritingCommand command, int most) throws Exception {
        before = prepare(command);
        for (AtCall kind : List.<AtCall>of(
                at -> Fault.once(at, Fault.EIO),
                at -> Fault.once(Fault.Kind.READ, at, Fault.EIO),
                at -> Fault.once(Fault.Kind.SYNC, at, Fault.EIO),
                at -> Fault.once(Fault.Kind.RENAME, at, Fault.EIO),
                Fault::deadFrom,
                Fault::fullFrom,
                at -> Fault.shortWrite(at, Fault.ENOSPC),
                Fault::kill)) {
            before.restore();
            approach();
            Fault like = kind.fault(1);
            int calls = disk.count(like, args());
            int tried = Math.min(calls, like.how() == Fault.How.KILL ? Math.min(most, MOST_KILLS) : most);
            for (int i = 0; i < tried; i++) {
                probe(command, kind.fault(1 + (int) ((i + 0.5) * calls / tried)));
            }
        }
        assertNothingIsWrong();
    }

    private void probe(WritingCommand command, Fault fault) throws Exception {
        before.restore();
        approach();
        Answer answer = disk.run(fault, args());
        String what = fault + " of " + disk.calls() + " answered " + answer.code() + " " + answer.err();
        if (!disk.wasHit()) {
            return;
        }
        require(answer.code() != 70 && !answer.err().contains("this is a bug"), what, answer);
        // A verdict names it in its findings; what ends as it does on a sound disk was not kept from anything.
        boolean isOwn = command.done().contains(answer.code()) || answer.code() == FaultyDisk.KILLED;
        require(isOwn || namesTheCause(answer), "does not name the cause: " + what, answer);
        examine(what, answer);
    }

    private static boolean namesTheCause(Answer answer) {
        String text = answer.err() + answer.out();
        return text.contains("Input/output error")
                || text.contains("No space left on device")
                || text.contains("sync failed") // all that Java tells of a file that is no channel
                || text.contains("mend the disk");
    }
}
