package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power may go at any moment while a segment is closed: what was acknowledged before stays in the ledger. */
final class ClosedSegmentTest {

    private static final int MOST = 300;
    private static final long SEED = 20261130;

    /** Each entry has a segment of its own. */
    private static final LedgerOptions OPTIONS = SampleLedgerOptions.segments(1);

    @TempDir
    private Path directory;

    @TempDir
    private Path beside;

    @Test
    void whatWasAcknowledgedIsThereInWhateverStateTheDiskIsLeft() throws Exception {
        LedgerFiles files = new LedgerFiles(Files.createDirectory(directory.resolve("logs")));
        append(files.directory(), 1);
        CrashStates.Tree before = CrashStates.snapshot(directory);
        CrashStates states = CrashStates.of(before, recorded(files.directory()));
        assertThat(files.closedSegments()).isNotEmpty();

        for (CrashStates.State state : states.sample(MOST, SEED)) {
            states.put(state);
            assertThat(sessions(files)).as(states.words(state)).startsWith("s-1");
        }
    }

    private static void append(Path ledger, long n) throws Exception {
        try (QueuedLedger open = FileStore.ledger(new LedgerFiles(ledger), Head.EMPTY, OPTIONS, entry -> {})) {
            open.append(SampleEntries.entry(n)).get();
        }
    }

    private static List<String> sessions(LedgerFiles files) throws Exception {
        List<String> sessions = new ArrayList<>();
        FileStore.ledger(files, Head.EMPTY, OPTIONS, entry -> sessions.add(entry.sessionId()))
                .close();
        return sessions;
    }

    private DiskTrace recorded(Path ledger) throws IOException, InterruptedException {
        try (FaultyDisk disk = FaultyDisk.below(directory, beside)) {
            return disk.record(Appender.class, ledger.toRealPath().toString());
        }
    }

    /** Appends a second entry, for which the segment of the first one is closed. */
    static final class Appender {

        private Appender() {}

        public static void main(String[] args) throws Exception {
            append(Path.of(args[0]), 2);
        }
    }
}
