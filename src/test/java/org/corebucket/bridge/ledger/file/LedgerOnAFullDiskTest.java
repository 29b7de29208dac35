package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.failure;

import java.nio.file.Path;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full to its last page. */
final class LedgerOnAFullDiskTest {

    @TempDir
    private Path directory;

    @AutoClose
    private SmallDisk disk;

    private Path logs;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.at(directory.resolve("disk"), 256);
        logs = directory.resolve("disk/logs");
    }

    @Test
    void nothingIsAcknowledgedThatDoesNotFitAndItGoesOnOnceThereIsRoom() throws Exception {
        int stored = 1;
        try (QueuedLedger ledger = FileLedgers.open(logs)) {
            append(ledger, 0);
            disk.fillBut(2);
            Throwable failure = failure(ledger, 1);
            while (failure == null) {
                failure = failure(ledger, ++stored);
            }
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            LedgerUnavailableException.class,
                            e -> assertThat(e.isFull()).isTrue());
            assertThat(ledger.head().size()).isEqualTo(stored);
            assertThat(ledger.trouble()).contains(new LedgerTrouble("No space left on device", false));

            disk.makeRoom();
            assertThat(append(ledger, 1000).seq()).isEqualTo(stored + 1);
        }
        assertThat(FileLedgers.sessions(logs)).hasSize(stored + 1).endsWith("s-1000");
    }
}
