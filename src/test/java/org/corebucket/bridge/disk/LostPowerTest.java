package org.corebucket.bridge.disk;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a loss of power at any moment may leave of every command that writes: the old or the new, nothing that a later step
 * relied on is missing, and what is typed again comes to its end.
 */
final class LostPowerTest extends TriedCommands {

    private static final int SAMPLE = 10;
    private static final int MOST = 100;
    private static final long SEED = 20261130;

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.disk.WritingCommand#some")
    void leavesTheOldOrTheNewAndIsDoneAtASecondTry(WritingCommand command) throws Exception {
        lose(command, SAMPLE);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.disk.WritingCommand#all")
    void leavesTheOldOrTheNewAndIsDoneAtASecondTryInWhateverState(WritingCommand command) throws Exception {
        lose(command, MOST);
    }

    private void lose(WritingCommand command, int most) throws Exception {
        prepare(command);
        approach();
        CrashStates.Tree before = CrashStates.snapshot(directory);
        CrashStates states = CrashStates.of(before, disk.record(args()));

        for (CrashStates.State state : states.sample(most, SEED)) {
            states.put(state);
            examine(states.words(state), NO_ANSWER);
        }
        assertNothingIsWrong();
    }
}
