package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported ledger is a ledger in files, of segments of the size that was asked for. */
final class LedgerExportTest {

    private static final int ENTRIES = 25;

    @TempDir
    private Path directory;

    private LedgerFiles files;

    @BeforeEach
    void fill() throws Exception {
        files = new LedgerFiles(Files.createDirectory(directory.resolve("logs")));
        try (QueuedLedger ledger = FileStore.ledger(files, Head.EMPTY, SampleLedgerOptions.STANDARD, entry -> {})) {
            for (int n = 1; n <= ENTRIES; n++) {
                ledger.append(SampleEntries.entry(n)).get();
            }
        }
    }

    private Path export(long segmentBytes) throws Exception {
        Path out = directory.resolve("out");
        try (SegmentFiles ledger = SegmentFiles.of(files)) {
            assertThat(LedgerExport.write(ledger, new NoCheckpoints(), out, segmentBytes))
                    .isEqualTo(ENTRIES);
        }
        return out;
    }

    @Test
    void segmentsAreClosedBeforeTheyGrowBeyondTheirSize() throws Exception {
        long tenth = Files.size(files.live()) / 10;

        LedgerFiles out = new LedgerFiles(export(tenth));

        assertThat(out.closedSegments()).hasSizeBetween(9, 15);
        for (Path segment : out.segments()) {
            assertThat(segment).satisfies(file -> assertThat(Files.size(file)).isBetween(1L, tenth));
        }
        try (SegmentFiles exported = SegmentFiles.of(out)) {
            ChainReport report = ChainVerifier.of(1, HashProgress.NONE).verify(exported);
            assertThat(report.holds()).isTrue();
            assertThat(report.entries()).isEqualTo(ENTRIES);
        }
    }

    @Test
    void aDirectoryWithSomethingInItIsLeftAsItIs() throws Exception {
        Path out = export(1L << 20);
        byte[] before = Files.readAllBytes(new LedgerFiles(out).live());

        try (SegmentFiles ledger = SegmentFiles.of(files)) {
            assertThatThrownBy(() -> LedgerExport.write(ledger, new NoCheckpoints(), out, 1000))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(Files.readAllBytes(new LedgerFiles(out).live())).isEqualTo(before);
    }

    @Test
    void aLineThatIsTornIsNotExported() throws Exception {
        Files.writeString(files.live(), Files.readString(files.live()) + "{\"endpoint\": \"/core");

        assertThat(Files.readAllLines(new LedgerFiles(export(1L << 20)).live())).hasSize(ENTRIES);
    }

    private static final class NoCheckpoints implements CheckpointLines {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }

        @Override
        public List<CheckpointLine> newest() {
            return List.of();
        }

        @Override
        public void append(Checkpoint checkpoint) {
            throw new IllegalStateException("nothing is signed here");
        }
    }
}
