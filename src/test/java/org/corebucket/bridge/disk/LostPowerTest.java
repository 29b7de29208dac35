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
 * What a loss of power at any moment may leave of every command that writes: the old or the new, nothing that a later step
 * relied on is missing, and what is typed again comes to its end.
 */
@NullUnmarked // plugged in by each test
final class LostPowerTest {

    private static final int SAMPLE = 10;
    private static final int MOST = 100;
    private static final long SEED = 20261130;

    @TempDir
    Path directory;

    @TempDir
    Path beside;

    private Operator operator;
    private FaultyDisk disk;
    private final List<String> wrong = new ArrayList<>();

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
    void leavesTheOldOrTheNewAndIsDoneAtASecondTry(WritingCommand command) throws Exception {
        lose(command, SAMPLE);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("all")
    void leavesTheOldOrTheNewAndIsDoneAtASecondTryInWhateverState(WritingCommand command) throws Exception {
        lose(command, MOST);
    }

    private void lose(WritingCommand command, int most) throws Exception {
        operator = command.fresh() ? Operator.at(directory) : Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        command.preparation().of(operator);
        disk = FaultyDisk.below(directory, beside);
        CrashStates.Tree before = CrashStates.snapshot(directory);
        CrashStates states = CrashStates.of(before, disk.record(command.args().toArray(String[]::new)));

        for (CrashStates.State state : states.sample(most, SEED)) {
            states.put(state);
            examine(command, states.words(state));
        }
        assertThat(wrong).isEmpty();
    }

    private void examine(WritingCommand command, String what) throws IOException {
        look(command, what);
        Answer verdict = disk.run("verify");
        require(command.ready().contains(verdict.code()), what + "\n  then verify", verdict);
        Answer second = disk.run(command.again().toArray(String[]::new));
        require(command.done().contains(second.code()), what + "\n  then again", second);
        look(command, what + "\n  then again");
        Answer end = disk.run("verify");
        require(end.code() == command.after(), what + "\n  then again\n  then verify", end);
    }

    private void look(WritingCommand command, String what) {
        try {
            command.always().of(operator);
        } catch (Exception | AssertionError e) {
            wrong.add("\n" + what + " -> " + e);
        }
    }

    private void require(boolean right, String what, Answer seen) {
        if (!right) {
            wrong.add("\n" + what + "\n  -> " + seen.code() + " " + seen.violations() + seen.err());
        }
    }
}
