package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.SharedLineFile;
import org.corebucket.bridge.lines.TornTail;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Single acts on which later steps rely: once they have returned, a loss of power takes nothing of them back. */
final class DurableActTest {

    /** What nobody relies on: that a staged file has had its first name, and who holds a lock. */
    private static final Pattern SCAFFOLD = Pattern.compile("^(O /to/[0-9a-f-]+\\.tmp|W .*\\.lock) ");

    private static final byte[] LINE = {'a', '\n'};

    @TempDir
    private Path directory;

    @TempDir
    private Path beside;

    /** What is done to a directory with a file {@code from/file} and a directory {@code to}. */
    enum Act {
        WRITE(root -> new DurableFiles(root.resolve("to")).write(root.resolve("from/file"), new byte[] {1}, 0600)),
        MOVE(root -> DurableFiles.move(root.resolve("from/file"), root.resolve("to/file"))),
        RENAME(root -> DurableFiles.move(root.resolve("from/file"), root.resolve("from/other"))),
        REMOVE(root -> DurableFiles.remove(root.resolve("from/file"))),
        MAKE_DIRECTORIES(root -> DurableFiles.makeDirectories(root.resolve("to/a/b"))),
        APPEND_A_LINE(root -> LineFile.open(FileDisk.ofOwner(), root.resolve("to/lines"), TornTail.CUT)
                .append(LINE, LINE.length)),
        APPEND_TO_A_SHARED_FILE(root -> new SharedLineFile(root.resolve("to/lines")).append("line")),
        KEEP_A_TORN_LINE(root -> LineFile.openDurable(
                FileDisk.ofOwner(),
                root.resolve("from/file"),
                0,
                TornTail.keptIn(root.resolve("to/aside"), copy -> {}))),
        KEEP_THE_STOP_RESERVE(root -> new StopReserve(new Deployment(root)).keep()),
        OPEN_A_LEDGER(root -> FileStore.ledger(
                new LedgerFiles(root.resolve("to")), Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {}));

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final Deed deed;

        Act(Deed deed) {
            this.deed = deed;
        }

        /** Something done to a directory. */
        private interface Deed {
            void at(Path root) throws Exception;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfItCanBeLostOnceItHasReturned(Act act) throws Exception {
        Files.createDirectories(directory.resolve("manifests"));
        Files.createDirectories(directory.resolve("to"));
        Files.write(Files.createDirectory(directory.resolve("from")).resolve("file"), new byte[] {2});
        CrashStates.Tree before = CrashStates.snapshot(directory);

        CrashStates states = CrashStates.of(before, recorded(act));

        assertThat(states.neverCertain())
                .filteredOn(call -> !SCAFFOLD.matcher(call).find())
                .isEmpty();
    }

    private DiskTrace recorded(Act act) throws IOException, InterruptedException {
        try (FaultyDisk disk = FaultyDisk.below(directory, beside)) {
            DiskTrace trace =
                    disk.record(Doer.class, act.name(), directory.toRealPath().toString());
            assertThat(trace.calls()).isNotEmpty();
            return trace;
        }
    }

    /** Does one act, and ends without anything that would be done at an end. */
    static final class Doer {

        private Doer() {}

        public static void main(String[] args) throws Exception {
            Act.valueOf(args[0]).deed.at(Path.of(args[1]));
            Runtime.getRuntime().halt(0);
        }
    }
}
