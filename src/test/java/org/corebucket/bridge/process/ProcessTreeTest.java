package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real trees of real processes. Each says on a pipe when it stands; nobody guesses by the clock. */
@Timeout(60)
final class ProcessTreeTest {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration LITTLE_GRACE = Duration.ofMillis(100);
    private static final String STUBBORN = "trap '' TERM; echo $$; while :; do sleep 600 & wait; done";

    private final ProcessTable table = ProcessTable.system();
    private final String runId = UUID.randomUUID().toString();
    private final Started started = new Started(runId);

    @TempDir
    private Path directory;

    @AfterEach
    void killWhatATestLeft() throws IOException {
        ProcessTree.ofRun(table, runId).end(Duration.ZERO);
        started.close();
    }

    @Test
    void whoObeysEndsByTerm() throws Exception {
        Started.Script root = started.session("echo $$; exec sleep 600", 1);

        TreeEnd ending = tree(root).end(GRACE);

        assertThat(ending.isComplete()).isTrue();
        assertThat(ending.byKill()).isEmpty();
        assertThat(pids(ending.byTerm())).isEqualTo(root.pids());
        assertThat(root.process().waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void whoIgnoresTermEndsByKill() throws Exception {
        Started.Script root = started.session(STUBBORN, 1);

        TreeEnd ending = tree(root).end(LITTLE_GRACE);

        assertThat(pids(ending.byKill())).containsAll(root.pids());
        assertNothingIsLeft(ending);
    }

    @Test
    void grandchildrenEndWithWhoStartedThem() throws Exception {
        Started.Script root = started.session("(sleep 600 & echo $!; exec sleep 600) & echo $!; wait", 2);

        TreeEnd ending = tree(root).end(GRACE);

        assertThat(pids(ending.byTerm())).containsAll(root.pids()).hasSize(3);
        assertNothingIsLeft(ending);
    }

    @Test
    void aDaemonEndsByItsRunId() throws Exception {
        Started.Script root = started.session("setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!", 1);
        root.process().waitFor();

        TreeEnd ending = ProcessTree.ofRun(table, runId).end(GRACE);

        assertThat(pids(ending.byTerm())).isEqualTo(root.pids());
        assertNothingIsLeft(ending);
    }

    @Test
    void whoClearedItsEnvironmentEndsBySessionThoughTheRootHasEnded() throws Exception {
        Started.Script root = started.session("env -i sleep 600 >/dev/null 2>&1 </dev/null & echo $!", 1);
        root.process().waitFor();

        TreeEnd ending = tree(root).end(GRACE);

        assertThat(pids(ending.byTerm())).isEqualTo(root.pids());
    }

    @Test
    void whoWasSeenOnceEndsThoughNothingTellsItAnyMore() throws Exception {
        Path gate = started.gate(directory);
        Started.Script root =
                started.session("setsid env -i sh -c 'echo $$; exec sleep 600 >/dev/null' & read x <\"$GATE\"", 1);
        ProcessTree tree =
                ProcessTree.of(table, table.find(root.process().pid()).orElseThrow());
        assertThat(tree.living()).hasSize(2);
        Files.writeString(gate, "go\n");
        root.process().waitFor();

        TreeEnd ending = tree.end(GRACE);

        assertThat(pids(ending.byTerm())).isEqualTo(root.pids());
    }

    /** At most 64 processes, which go on being forked while they are ended. */
    @Test
    void whoMultipliesDoesNotOutrunIt() throws Exception {
        Started.Script root = started.session(
                "trap '' TERM; b() { d=$1; while [ $d -lt 6 ]; do d=$((d + 1)); (b $d) & sleep 0.02; done; sleep 600; };"
                        + " echo $$; b 0",
                1);

        assertNothingIsLeft(tree(root).end(LITTLE_GRACE));
    }

    /** One process at a time, which ends as soon as it has forked the next; after 20,000 of them it is over by itself. */
    @Test
    void whoForksAwayIsStoppedWithItsProcessGroup() throws Exception {
        Started.require("python3");
        Started.Script root = started.session(
                "exec python3 -c 'import os, signal; signal.signal(15, signal.SIG_IGN); print(os.getpid(), flush=True);"
                        + " [os.fork() and os._exit(0) for _ in range(20000)]'",
                1);

        TreeEnd ending = tree(root).end(LITTLE_GRACE);

        assertThat(ending.byKill()).isNotEmpty();
        assertNothingIsLeft(ending);
    }

    @Test
    void whoIsStoppedEndsToo() throws Exception {
        Started.Script root = started.session("echo $$; kill -STOP $$; exec sleep 600", 1);

        assertNothingIsLeft(tree(root).end(LITTLE_GRACE));
    }

    @Test
    void itNeverEndsItselfOrWhoStartedIt() throws Exception {
        RunningProcess parent = table.chain(table.self().orElseThrow()).get(1);

        TreeEnd ending = ProcessTree.of(table, parent).end(Duration.ZERO);

        assertThat(ending).isEqualTo(new TreeEnd(List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void anInterruptCutsTheGraceShortAndIsRestored() throws Exception {
        Started.Script root = started.session(STUBBORN, 1);

        Thread.currentThread().interrupt();
        TreeEnd ending = tree(root).end(Duration.ofDays(1));

        assertThat(Thread.interrupted()).isTrue();
        assertNothingIsLeft(ending);
    }

    private ProcessTree tree(Started.Script root) {
        return ProcessTree.ofSession(table, root.process().pid(), runId);
    }

    private static List<Long> pids(List<RunningProcess> processes) {
        return processes.stream().map(RunningProcess::pid).toList();
    }

    private void assertNothingIsLeft(TreeEnd ending) throws IOException {
        assertThat(ending.isComplete()).as(ending.toString()).isTrue();
        assertThat(ProcessTree.ofRun(table, runId).living()).isEmpty();
    }
}
