package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state directory lies on a file system from which nothing can be executed, as some hosts mount their homes. */
@Timeout(120)
final class NoexecStateTest {

    @Test
    void aStagedProgramThatCanNotBeExecutedIsSaidWithWhatToDoAndOneThatIsInterpretedRuns(@TempDir Path directory)
            throws Exception {
        Operator operator = TaskEntrypoint.operator(directory);
        operator.setMode(TaskEntrypoint.TASK, "rwxr-xr-x");
        TaskEntrypoint.seal(
                operator, TaskEntrypoint.process("direct", TaskEntrypoint.TASK, List.of("{file}"), List.of("")));
        Path runs = operator.state().resolve("bridgectl/runs");
        SmallDisk disk = SmallDisk.withoutExecution(runs);
        try {
            Answer answer = operator.run("run", "direct");

            assertThat(answer.code()).as(answer.err()).isEqualTo(74);
            assertThat(answer.err()).contains(runs.toString(), "is mounted noexec", "Set XDG_STATE_HOME");
            assertThat(operator.run("run", "task", "exit", "3").code()).isEqualTo(3);
        } finally {
            disk.close();
        }
    }
}
