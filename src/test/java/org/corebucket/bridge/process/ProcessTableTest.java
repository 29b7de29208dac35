package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel writes of processes, also when it is rarely written so. */
final class ProcessTableTest {

    @TempDir
    private Path directory;

    private ProcTree proc = new ProcTree(Path.of("/nowhere"));

    @BeforeEach
    void makeRoot() {
        proc = new ProcTree(directory);
    }

    @Test
    void thisProcessIsInTheTableOfThisMachine() throws IOException {
        RunningProcess self = ProcessTable.system().self().orElseThrow();

        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.isStillThere()).isTrue();
        assertThat(self.executable())
                .hasValueSatisfying(path -> assertThat(path).endsWith("java"));
        assertThat(ProcessTable.system().snapshot())
                .extracting(RunningProcess::id)
                .contains(self.id());
    }

    @Test
    void itStartedWhenTheJdkSaysSo() {
        Instant expected = ProcessHandle.current().info().startInstant().orElseThrow();

        Instant started = ProcessTable.system()
                .started(ProcessTable.system().self().orElseThrow().id())
                .orElseThrow();

        assertThat(started).isBetween(expected.minusMillis(20), expected.plusMillis(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "a b", "(", ")", ") R 1 2 3 (", "two\nlines", "", "\u00ff\u00fe", ") S 99 99"})
    void aNameMayHaveAnyBytesInIt(String name) throws IOException {
        proc.stat(7, ProcTree.line(7, name, 'S', 3, 1, 12345));

        RunningProcess process = proc.table().find(7).orElseThrow();

        assertThat(process.id()).isEqualTo(new ProcessId(7, 12345));
        assertThat(process.parent()).isEqualTo(3);
        assertThat(process.group()).isEqualTo(5);
        assertThat(process.session()).isEqualTo(6);
        assertThat(process.terminal()).isEqualTo("/dev/pts/3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7 (sh", "7 (sh)", "7 (sh) S", "7 (sh) S 1 2 3", ")7(", "no such process\n"})
    void aLineThatIsCutIsNoProcess(String line) throws IOException {
        proc.stat(7, line);

        assertThat(proc.table().find(7)).isEmpty();
        assertThat(proc.table().snapshot()).isEmpty();
    }

    @Test
    void whatIsNoNumberIsNoProcess() throws IOException {
        proc.process(7, 1, 100)
                .file("self/stat", new byte[0])
                .file("7a/stat", new byte[0])
                .file("99999999999999999999/stat", new byte[0])
                .file("uptime", new byte[0]);

        assertThat(proc.table().snapshot()).extracting(RunningProcess::pid).containsExactly(7L);
        assertThat(proc.table().numbers()).containsExactly(7L);
    }

    @Test
    void ofTheKernelsOwnNothingIsRead() throws IOException {
        proc.process(1, 0, 0)
                .stat(2, "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 30 0 0\n")
                .file("2/task/2/children", "3 14 ".getBytes(StandardCharsets.US_ASCII))
                .process(3, 2, 0)
                .process(4, 1, 0)
                .process(14, 2, 0);

        assertThat(proc.table().numbers()).containsExactlyInAnyOrder(1L, 2L, 4L);
    }

    @Test
    void inAPidNamespaceTheSecondProcessIsAnOrdinaryOne() throws IOException {
        proc.process(2, 1, 0)
                .file("2/task/2/children", "3 ".getBytes(StandardCharsets.US_ASCII))
                .process(3, 2, 0);

        assertThat(proc.table().numbers()).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void aNumberThatWasGivenAwayIsAnotherProcess() throws IOException {
        RunningProcess process = proc.process(7, 1, 100).table().find(7).orElseThrow();

        proc.process(7, 1, 101);

        assertThat(process.isStillThere()).isFalse();
    }

    @Test
    void whatEndedBetweenTwoReadsHasNothingToTell() throws IOException {
        RunningProcess process = proc.process(7, 1, 100).table().find(7).orElseThrow();

        Files.delete(proc.root().resolve("7/stat"));

        assertThat(process.isStillThere()).isFalse();
        assertThat(process.executable()).isEmpty();
        assertThat(process.executableFile()).isEmpty();
        assertThat(process.workingDirectory()).isEmpty();
        assertThat(process.openFiles()).isEmpty();
        assertThat(process.closesOnExec(3)).isFalse();
        assertThat(process.executableMappings()).isEmpty();
        assertThat(process.user()).isEqualTo("unknown");
        assertThat(process.hasVariable("A", "b")).isFalse();
        assertThat(proc.table().arguments(7)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"S,1,false", "R,1,false", "T,1,false", "D,1,false", "Z,1,true", "X,0,true", "Z,2,false"})
    void itHasEndedWhenNoThreadOfItIsLeft(char state, int threads, boolean ended) throws IOException {
        proc.stat(7, ProcTree.line(7, "sh", state, 1, threads, 100));

        assertThat(proc.table().find(7).orElseThrow().hasEnded()).isEqualTo(ended);
    }

    @Test
    void argumentsMayBeEmptyAndHaveAnyBytes() throws IOException {
        proc.process(7, 1, 100).file("7/cmdline", new byte[] {'a', 0, 0, (byte) 0xFF, 'b', 0});

        assertThat(proc.table().arguments(7)).isEqualTo(List.of("a", "", "\uFFFDb"));
    }

    @Test
    void aCommandLineLongerThanABufferIsReadWhole() throws IOException {
        proc.file("7/cmdline", ("x".repeat(70_000) + "\0last\0").getBytes(StandardCharsets.US_ASCII));

        assertThat(proc.table().arguments(7)).hasSize(2).last().isEqualTo("last");
    }

    @Test
    void onlyMappingsThatCanBeExecutedCount() throws IOException {
        proc.process(7, 1, 100).file("7/maps", """
                        7f01-7f02 r--p 00000000 fd:01 11    /lib/data file.so
                        7f02-7f03 r-xp 00000000 fd:01 4711  /lib/a file.so (deleted)
                        7f03-7f04 rwxp 00000000 00:00 0
                        7f04-7f05 r-xp 00000000 00:00 0     [vdso]
                        """.getBytes(StandardCharsets.US_ASCII));

        assertThat(proc.table().find(7).orElseThrow().executableMappings())
                .containsExactly(new MappedFile(new FileId(0xfd01, 4711), "/lib/a file.so (deleted)"));
    }

    @ParameterizedTest
    @CsvSource({"0,''", "34816,/dev/pts/0", "34819,/dev/pts/3", "1025,/dev/tty1", "1088,/dev/ttyS0", "1280,terminal 5:0"
    })
    void aTerminalHasItsName(long device, String name) {
        assertThat(RunningProcess.Terminals.name(device)).isEqualTo(name);
    }

    @Test
    void aCircleOfParentsEnds() throws IOException {
        RunningProcess process =
                proc.process(7, 8, 100).process(8, 7, 100).table().find(7).orElseThrow();

        assertThat(proc.table().chain(process)).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void whereThereIsNoTableThatIsSaid() {
        ProcessTable table = new ProcessTable(directory.resolve("missing"));

        assertThat(table.isReadable()).isFalse();
        assertThatThrownBy(table::snapshot).isInstanceOf(IOException.class).hasMessageContaining("can't be listed");
    }
}
