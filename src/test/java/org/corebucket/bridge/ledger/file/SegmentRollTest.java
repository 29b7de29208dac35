package org.corebucket.bridge.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.lines;
import static org.corebucket.bridge.ledger.file.FileLedgers.sessions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments are closed before they grow too large, the links cross them, and no crash or failure on the way harms them. */
final class SegmentRollTest {

    private static final long THREE_ENTRIES = 3000;
    private static final LedgerOptions SMALL = SampleLedgerOptions.segments(THREE_ENTRIES);

    @TempDir
    private Path directory;

    private QueuedLedger open() throws Exception {
        return FileLedgers.open(directory, FileDisk.ofLogs(), SMALL);
    }

    @Test
    void noSegmentIsLargerThanItMayBeAndAllEntriesAreThere() throws Exception {
        LedgerFiles files = new LedgerFiles(directory);
        try (QueuedLedger ledger = open()) {
            append(ledger, 0, 20);
        }
        assertThat(files.closedSegments()).hasSizeGreaterThan(5);
        for (Path segment : files.segments()) {
            assertThat(Files.size(segment)).isBetween(1L, THREE_ENTRIES);
        }
        assertThat(sessions(directory)).hasSize(20).startsWith("s-0").endsWith("s-19");
    }

    @Test
    void anEntryLargerThanASegmentGetsOneOfItsOwn() throws Exception {
        String large = "{\"data\": {\"text\": \"" + "x".repeat((int) THREE_ENTRIES) + "\"}}";
        try (QueuedLedger ledger = open()) {
            append(ledger, 1);
            ledger.append(SampleEntries.entry("finance", "large", large)).get();
            append(ledger, 2);
        }
        assertThat(new LedgerFiles(directory).closedSegments()).hasSize(2);
        assertThat(sessions(directory)).containsExactly("s-1", "large", "s-2");
    }

    @Test
    void anEmptySegmentIsNotClosedForAnEntryThatDoesNotFit() throws Exception {
        String large = "{\"data\": {\"text\": \"" + "x".repeat((int) THREE_ENTRIES) + "\"}}";
        try (QueuedLedger ledger = open()) {
            ledger.append(SampleEntries.entry("finance", "large", large)).get();
        }
        assertThat(new LedgerFiles(directory).closedSegments()).isEmpty();
        assertThat(sessions(directory)).containsExactly("large");
    }

    @Test
    void eachClosedSegmentHasACheckpoint() throws Exception {
        try (QueuedLedger ledger = open()) {
            append(ledger, 0, 10);
        }
        int closed = new LedgerFiles(directory).closedSegments().size();
        assertThat(lines(new LedgerFiles(directory).checkpoints())).hasSize(closed + 1);
    }

    @Test
    void receiptsOfClosedSegmentsAreFoundBeforeAndAfterARestart() throws Exception {
        List<Receipt> given = new ArrayList<>();
        try (QueuedLedger ledger = open()) {
            for (int n = 0; n < 12; n++) {
                given.add(append(ledger, n));
            }
            assertThat(found(ledger)).isEqualTo(given);
        }
        try (QueuedLedger ledger = open()) {
            assertThat(found(ledger)).isEqualTo(given);
        }
    }

    private static List<Receipt> found(QueuedLedger ledger) throws IOException {
        List<Receipt> found = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            found.add(ledger.receipt("education", "s-" + n).orElseThrow());
        }
        assertThat(ledger.receipt("education", "s-12")).isEmpty();
        assertThat(ledger.receipt("finance", "s-1")).isEmpty();
        return found;
    }

    @Test
    void aCrashAtAnyStepOfClosingASegmentLosesNothingThatWasAcknowledged() throws Exception {
        for (int operations = 0; operations < 14; operations++) {
            Path crashed = directory.resolve("crash-" + operations);
            FailingDisk store = FileLedgers.failingDisk();
            List<String> acknowledged = new ArrayList<>();
            QueuedLedger ledger = FileLedgers.open(crashed, store, SMALL);
            for (int n = 0; n < 3; n++) {
                append(ledger, n);
                acknowledged.add("s-" + n);
            }
            store.operationsUntilDeath.set(operations);
            for (int n = 3; n < 6 && FileLedgers.failure(ledger, n) == null; n++) {
                acknowledged.add("s-" + n);
            }
            store.operationsUntilDeath.set(0);
            closeDead(ledger);

            try (QueuedLedger after = FileLedgers.open(crashed, FileDisk.ofLogs(), SMALL)) {
                append(after, 100, 105);
            }
            // An entry that was written, and whose writer died before it said so, may be there too.
            assertThat(sessions(crashed))
                    .as("crash after " + operations + " operations")
                    .startsWith(acknowledged.toArray(new String[0]))
                    .endsWith("s-100", "s-101", "s-102", "s-103", "s-104")
                    .doesNotHaveDuplicates();
        }
    }

    private static void closeDead(QueuedLedger ledger) {
        try {
            ledger.close();
        } catch (IOException e) {
            assertThat(e).hasMessage("dead");
        }
    }

    @Test
    void aFailureAtAnyStepOfClosingASegmentIsOvercomeWithoutARestart() throws Exception {
        for (int operations = 0; operations < 14; operations++) {
            Path failed = directory.resolve("failure-" + operations);
            FailingDisk store = FileLedgers.failingDisk();
            List<String> acknowledged = new ArrayList<>(List.of("s-0", "s-1", "s-2"));
            try (QueuedLedger ledger = FileLedgers.open(failed, store, SMALL)) {
                append(ledger, 0, 3);
                store.operationsUntilDeath.set(operations);
                for (int n = 3; n < 6; n++) {
                    Throwable failure = FileLedgers.failure(ledger, n);
                    if (failure == null) {
                        acknowledged.add("s-" + n);
                    } else {
                        assertThat(failure).isInstanceOf(LedgerUnavailableException.class);
                    }
                }
                store.operationsUntilDeath.set(FailingDisk.ALWAYS);
                for (int n = 6; n < 12; n++) {
                    append(ledger, n);
                    acknowledged.add("s-" + n);
                }
                for (String session : acknowledged) {
                    assertThat(ledger.receipt("education", session)).isPresent();
                }
            }
            assertThat(sessions(failed)).as("failure after " + operations).isEqualTo(acknowledged);
        }
    }
}
