package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How a tree of processes ended, in words for people. */
final class TreeEndTest {

    private final ProcessTable table = ProcessTable.system();
    private final RunningProcess one = table.self().orElseThrow();
    private final RunningProcess other = table.chain(one).get(1);

    @Test
    void whoStillRunsIsNamedWithTheReason() {
        assertThat(end(List.of(one, other), List.of()).survivors())
                .isEqualTo(one + ", " + other + ", which this user may not end");
        assertThat(end(List.of(one), List.of(other)).survivors())
                .isEqualTo(one + ", which this user may not end; " + other + ", which SIGKILL did not end");
        assertThat(one.toString()).endsWith("(pid " + one.pid() + ")");
    }

    @Test
    void ofAWholeEndNobodyIsNamed() {
        TreeEnd end = end(List.of(), List.of());

        assertThat(end.isComplete()).isTrue();
        assertThat(end.survivors()).isEmpty();
    }

    private static TreeEnd end(List<RunningProcess> refused, List<RunningProcess> stuck) {
        return new TreeEnd(List.of(), List.of(), refused, stuck);
    }
}
