package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happened to a ledger: who verifies it and who opens it come to the same end, in the same words. */
final class OneDefinitionOfDamageTest {

    private static final int STEP = 41;
    private static final int ACKNOWLEDGED = 2;

    @TempDir
    private Path directory;

    private byte[] live = {};
    private byte[] mark = {};

    @BeforeEach
    void threeEntriesOfWhichTwoWereAcknowledged() throws Exception {
        LedgerFiles files = new LedgerFiles(directory.resolve("whole"));
        try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
            append(ledger, 1, ACKNOWLEDGED + 1);
            mark = Files.readAllBytes(files.mark());
            append(ledger, 3);
            live = Files.readAllBytes(files.live());
        }
    }

    @Test
    void aChangeOfAnyByteIsJudgedAlike() throws Exception {
        for (int at = 0; at < live.length; at += STEP) {
            for (boolean marked : new boolean[] {true, false}) {
                byte[] changed = live.clone();
                changed[at] ^= 1;
                assertThatBothAgree("changed-" + at + marked, changed, marked);
            }
        }
    }

    @Test
    void aCutAtAnyByteIsJudgedAlike() throws Exception {
        for (int end = 0; end < live.length; end += STEP) {
            for (boolean marked : new boolean[] {true, false}) {
                assertThatBothAgree("cut-" + end + marked, Arrays.copyOf(live, end), marked);
            }
        }
    }

    /** A bridge cuts off a tail of the live segment alone, whatever the mark says. */
    @Test
    void aTornClosedSegmentIsNeverTakenForWhatACrashLeft() throws Exception {
        LedgerFiles files = files("closed", new byte[0], true);
        Files.write(files.closed(1), Arrays.copyOf(live, live.length - 1));

        ChainReport report = verify(files);

        assertThat(report.unacknowledged()).isFalse();
        assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                .hasMessageContaining(report.flaws().get(0).message());
    }

    /** Behind an unsound line lies what was signed: nothing of that may be cut off. */
    @Test
    void whatACheckpointSignedIsNeverTakenForWhatACrashLeft() throws Exception {
        LedgerFiles files = files("signed", live, true);
        Files.copy(new LedgerFiles(directory.resolve("whole")).checkpoints(), files.checkpoints());
        byte[] torn = Arrays.copyOf(live, live.length - 1);
        Files.write(files.live(), torn);

        assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                .hasMessageContaining("shorter than checkpoint - signed were 3 entries, and the ledger has 2");
        assertThat(files.live()).hasBinaryContent(torn);
    }

    private void assertThatBothAgree(String name, byte[] lines, boolean marked) throws Exception {
        LedgerFiles files = files(name, lines, marked);
        ChainReport report = verify(files);
        if (report.holds() || report.unacknowledged()) {
            try (QueuedLedger ledger = FileLedgers.open(files.directory())) {
                assertThat(ledger.notices()).as(name).hasSize(report.holds() ? 0 : 1);
                assertThat(Files.size(files.live()))
                        .as(name)
                        .isEqualTo(report.soundEnd().offset());
            }
        } else {
            assertThatThrownBy(() -> FileLedgers.open(files.directory()))
                    .as(name)
                    .isInstanceOf(DamagedLedgerException.class)
                    .hasMessageContaining(report.damage().orElseThrow().flaw().message());
        }
    }

    private LedgerFiles files(String name, byte[] lines, boolean marked) throws Exception {
        LedgerFiles files = new LedgerFiles(Files.createDirectories(directory.resolve(name)));
        Files.write(files.live(), lines);
        if (marked) {
            Files.write(files.mark(), mark);
        }
        return files;
    }

    private static ChainReport verify(LedgerFiles files) throws Exception {
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            return ChainVerifier.of(1, HashProgress.NONE).verify(segments);
        }
    }
}
