package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.failure;
import static org.corebucket.bridge.ledger.file.FileLedgers.sessions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No acknowledgement without a record, no record that spoils the chain, and recovery without a restart. */
final class FailingDiskTest {

    @TempDir
    private Path directory;

    private final FailingDisk store = FileLedgers.failingDisk();
    private QueuedLedger ledger;

    @BeforeEach
    void oneEntryIsStored() throws Exception {
        ledger = FileLedgers.open(directory, store, SampleLedgerOptions.STANDARD);
        append(ledger, 1);
    }

    private void assertThatItHolds(String... expected) throws Exception {
        ledger.close();
        assertThat(sessions(directory)).containsExactly(expected);
        assertThat(new LedgerFiles(directory).aside()).doesNotExist();
    }

    @Test
    void shortWritesAreContinued() throws Exception {
        store.shortWrite = 7;

        append(ledger, 2, 5);

        assertThatItHolds("s-1", "s-2", "s-3", "s-4");
    }

    @Test
    void aWriteOfNothingIsAFailureAndNoEndlessLoop() throws Exception {
        store.shortWrite = 0;
        assertThat(failure(ledger, 2)).isInstanceOf(LedgerUnavailableException.class);

        store.shortWrite = Integer.MAX_VALUE;
        append(ledger, 3);
        assertThatItHolds("s-1", "s-3");
    }

    @Test
    void aFailingWriteIsNotAcknowledgedAndTheNextIsStored() throws Exception {
        store.failingWrites.set(1);

        assertThat(failure(ledger, 2)).isInstanceOfSatisfying(LedgerUnavailableException.class, e -> {
            assertThat(e).hasMessage("the entry is not stored: Input/output error");
            assertThat(e.isFull()).isFalse();
        });

        assertThat(ledger.trouble()).contains(new LedgerTrouble("Input/output error", false));
        assertThat(append(ledger, 3).seq()).isEqualTo(2);
        assertThat(ledger.trouble()).isEmpty();
        assertThatItHolds("s-1", "s-3");
    }

    /** Entries are taken meanwhile, and that says nothing of checkpoints. */
    @Test
    void aCheckpointThatCouldNotBeWrittenIsToldUntilOneIsWritten() throws Exception {
        StandingClock clock = new StandingClock(SampleLedgerOptions.NOON.instant());
        LedgerFiles files = new LedgerFiles(Files.createDirectories(directory.resolve("due")));
        LedgerOptions options = SampleLedgerOptions.queue(1000, clock);
        try (QueuedLedger due = FileLedgers.open(files.directory(), store, options)) {
            store.broken = files.checkpoints();
            clock.advance(LedgerOptions.CHECKPOINT_INTERVAL);
            append(due, 1);
            await().until(() -> due.trouble().isPresent());

            append(due, 2);
            assertThat(due.trouble())
                    .contains(new LedgerTrouble("no checkpoint could be written: Input/output error", true));

            store.broken = directory;
            clock.advance(LedgerOptions.CHECKPOINT_INTERVAL);
            append(due, 3);
            await().until(() -> due.trouble().isEmpty());
        }
    }

    @Test
    void whatAFailedWriteLeftIsCutOffAtOnce() throws Exception {
        long length = Files.size(new LedgerFiles(directory).live());
        store.failingWrites.set(1);

        failure(ledger, 2);

        assertThat(new LedgerFiles(directory).live()).hasSize(length);
        ledger.close();
    }

    @Test
    void anEntryWhoseFsyncFailedIsOnDiskOnlyOnceWhenItIsSentAgain() throws Exception {
        store.failingForces.set(1);

        assertThat(failure(ledger, 2)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(ledger.receipt("education", "s-2")).isEmpty();
        append(ledger, 2);

        assertThatItHolds("s-1", "s-2");
    }

    @Test
    void whereItCanNotBeCutBackNothingIsAppendedUntilItCan() throws Exception {
        store.failingForces.set(1);
        store.failingTruncates.set(3);

        assertThat(failure(ledger, 2)).isNotNull();
        assertThat(failure(ledger, 3)).isNotNull();
        assertThat(failure(ledger, 4)).isNotNull();
        append(ledger, 5);

        assertThatItHolds("s-1", "s-5");
    }

    @Test
    void aTailThatChangedWhileTheDiskFailedIsNotBuiltUpon() throws Exception {
        Path live = new LedgerFiles(directory).live();
        byte[] whole = Files.readAllBytes(live);
        store.failingWrites.set(1);
        store.failingTruncates.set(1);
        failure(ledger, 2);
        byte[] changed = whole.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(live, changed);

        assertThat(failure(ledger, 3)).hasMessageContaining("its last acknowledged bytes are gone or changed");

        Files.write(live, whole);
        append(ledger, 4);
        assertThatItHolds("s-1", "s-4");
    }

    @Test
    void aFullDiskIsSaidToBeFull() throws Exception {
        store.reason = "No space left on device";
        store.failingWrites.set(2);

        assertThat(failure(ledger, 2))
                .isInstanceOfSatisfying(
                        LedgerUnavailableException.class,
                        e -> assertThat(e.isFull()).isTrue());
        assertThat(failure(ledger, 2)).isNotNull();
        append(ledger, 2);

        assertThatItHolds("s-1", "s-2");
    }

    @Test
    void theHeadStandsStillWhileNothingIsStored() throws Exception {
        var before = ledger.head();
        store.failingForces.set(FailingDisk.ALWAYS);

        failure(ledger, 2);

        assertThat(ledger.head()).isEqualTo(before);
        store.failingForces.set(0);
        ledger.close();
    }

    @Test
    void theMarkNeverSaysMoreThanIsOnDisk() throws Exception {
        store.failingForces.set(1);

        failure(ledger, 2);

        assertThat(DurableMark.read(new LedgerFiles(directory).mark())).contains(ledger.head());
        ledger.close();
    }

    @Test
    void aCheckpointThatFailsHarmsNoEntryAndIsWrittenWhole() throws Exception {
        store.failingWrites.set(1);

        assertThatThrownBy(ledger::checkpoint).isInstanceOf(IOException.class);
        append(ledger, 2);
        ledger.checkpoint();

        assertThat(FileLedgers.lines(new LedgerFiles(directory).checkpoints()))
                .singleElement()
                .asString()
                .contains("\"size\": 2, ");
        assertThatItHolds("s-1", "s-2");
    }
}
