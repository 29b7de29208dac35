package org.corebucket.bridge.ledger.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.ledger.file.FileLedgers.append;
import static org.corebucket.bridge.ledger.file.FileLedgers.lines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.testkit.FailingDisk;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class FileLedgerTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void entriesFromManyThreadsStandOnceEachAndTheirReceiptsAreFound() throws Exception {
        List<CompletableFuture<Receipt>> futures = new ArrayList<>();
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            for (int i = 0; i < 8; i++) {
                int from = 100 * i;
                futures.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        append(ledger, from, from + 100);
                        return append(ledger, from + 1000);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (CompletableFuture<Receipt> future : futures) {
                Receipt receipt = future.get();
                assertThat(ledger.receipt("education", receipt.sessionId())).contains(receipt);
            }
            assertThat(ledger.head().size()).isEqualTo(808);
            assertThat(ledger.pending()).isZero();
        }
        assertThat(FileLedgers.sessions(directory)).hasSize(808).doesNotHaveDuplicates();
    }

    @Test
    void aBugOfOneWhoWaitsKeepsNoOtherFromBeingTold() throws Exception {
        LedgerOptions batched = SampleLedgerOptions.batched(() -> {
            throw new IllegalStateException("the end of the batch has a bug");
        });
        FailingDisk disk = FileLedgers.failingDisk();
        CompletableFuture<Void> told = new CompletableFuture<>();
        try (QueuedLedger ledger = FileLedgers.open(directory, disk, batched)) {
            // While the first is being written, the others gather.
            disk.hold();
            ledger.append(SampleEntries.entry(1), outcome -> () -> {});
            disk.awaitHeld();
            ledger.append(SampleEntries.entry(2), outcome -> {
                throw new IllegalStateException("who waits has a bug");
            });
            ledger.append(SampleEntries.entry(3), outcome -> () -> {
                throw new IllegalStateException("who waits still has a bug");
            });
            ledger.append(SampleEntries.entry(4), outcome -> () -> told.complete(null));
            disk.release();

            told.get(60, TimeUnit.SECONDS);
            assertThat(ledger.pending()).isZero();
        }
    }

    @Test
    void allOfABatchAreToldThenItsEndAndThenWhatEachOfThemStillWaitsFor() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        LedgerOptions batched = SampleLedgerOptions.batched(() -> order.add("end"));
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(directory, disk, batched)) {
            // While the first is being written, the others gather.
            disk.hold();
            for (int n = 1; n < 5; n++) {
                int number = n;
                ledger.append(SampleEntries.entry(n), outcome -> {
                    order.add("told " + number);
                    return () -> order.add("behind " + number);
                });
                disk.awaitHeld();
            }
            disk.release();
        }
        assertThat(String.join(",", order))
                .isEqualTo("told 1,end,behind 1,told 2,told 3,told 4,end,behind 2,behind 3,behind 4");
    }

    @Test
    void aFullQueueIsBusyUntilItsEntriesAreAnswered() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger =
                FileLedgers.open(directory, disk, SampleLedgerOptions.queue(2, SampleLedgerOptions.NOON))) {
            CompletableFuture<Void> first = appendAndWait(ledger, disk, slow);
            CompletableFuture<Receipt> second = ledger.append(SampleEntries.entry(2));
            List<CompletableFuture<Receipt>> more = new ArrayList<>();

            assertThatThrownBy(() -> {
                        for (int n = 3; n < 6; n++) {
                            more.add(ledger.append(SampleEntries.entry(n)));
                        }
                    })
                    .isInstanceOf(LedgerBusyException.class);

            slow.countDown();
            first.get();
            second.get();
            for (CompletableFuture<Receipt> future : more) {
                future.get();
            }
            assertThat(append(ledger, 9).seq()).isEqualTo(3 + more.size());
        }
    }

    @Test
    void whoeverIsSlowToTakeItsReceiptDoesNotStallTheWriter() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(directory, disk, SampleLedgerOptions.STANDARD)) {
            CompletableFuture<Void> first = appendAndWait(ledger, disk, slow);
            CompletableFuture<Receipt> second = ledger.append(SampleEntries.entry(2));

            Awaitility.await().until(() -> ledger.head().size() == 2);
            slow.countDown();
            first.get();
            assertThat(second.get().seq()).isEqualTo(2);
        }
    }

    @Test
    void aBugIsToldToWhoeverWaitsAndToWhoeverComes() throws Exception {
        FailingDisk disk = FileLedgers.failingDisk();
        try (QueuedLedger ledger = FileLedgers.open(directory, disk, SampleLedgerOptions.STANDARD)) {
            disk.hold();
            CompletableFuture<Receipt> first = ledger.append(SampleEntries.entry(1));
            disk.awaitHeld();
            CompletableFuture<Receipt> second = ledger.append(SampleEntries.entry(2));
            disk.bug = true;
            disk.release();

            for (CompletableFuture<Receipt> waiting : List.of(first, second)) {
                assertThat(waiting)
                        .failsWithin(LIMIT)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(LedgerUnavailableException.class);
            }
            assertThat(ledger.append(SampleEntries.entry(3))).failsWithin(LIMIT);
        }
    }

    /** Appends an entry whose sender takes its receipt slowly, on the ledger's thread: it asked before the disk had it. */
    private static CompletableFuture<Void> appendAndWait(QueuedLedger ledger, FailingDisk disk, CountDownLatch slow)
            throws LedgerBusyException {
        disk.hold();
        CompletableFuture<Void> first = ledger.append(SampleEntries.entry(1)).thenAccept(receipt -> await(slow));
        disk.release();
        return first;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closingStoresWhatWaitsAndTakesNoMore() throws Exception {
        QueuedLedger ledger = FileLedgers.open(directory);
        CompletableFuture<Receipt> waiting = ledger.append(SampleEntries.entry(1));

        ledger.close();

        assertThat(waiting).isCompleted();
        assertThatThrownBy(() -> ledger.append(SampleEntries.entry(2)).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("the ledger is closed");
        assertThat(FileLedgers.sessions(directory)).containsExactly("s-1");
    }

    @Test
    void aCheckpointIsSignedOverItsOtherMembers() throws Exception {
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            append(ledger, 1);
            ledger.checkpoint();
            String line = lines(new LedgerFiles(directory).checkpoints()).get(0);
            JsonFields fields = JsonFields.of(Json.parse(line.getBytes(UTF_8), "line"), "line");
            String unsigned = "{\"hash\": \"" + ledger.head().hash() + "\", \"origin\": \"" + SampleLedgerOptions.ORIGIN
                    + "\", \"size\": 1, \"timestamp\": \"2026-11-23T12:00:00Z\"}";

            SampleLedgerOptions.SIGNER
                    .publicKey()
                    .verifyContent(unsigned.getBytes(UTF_8), Base64.getDecoder().decode(fields.string("signature")));
            assertThat(line.replace("\"signature\": \"" + fields.string("signature") + "\", ", ""))
                    .isEqualTo(unsigned);
        }
    }

    @Test
    void aLedgerThatDidNotGrowGetsNoSecondCheckpoint() throws Exception {
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            append(ledger, 1);
            ledger.checkpoint();
            ledger.checkpoint();
        }
        FileLedgers.open(directory).close();

        assertThat(lines(new LedgerFiles(directory).checkpoints())).hasSize(1);
    }

    @Test
    void aCheckpointIsWrittenAtItsInterval() throws Exception {
        StandingClock clock = new StandingClock(SampleLedgerOptions.NOON.instant());
        try (QueuedLedger ledger =
                FileLedgers.open(directory, FileDisk.ofLogs(), SampleLedgerOptions.queue(10, clock))) {
            append(ledger, 1);
            assertThat(new LedgerFiles(directory).checkpoints()).isEmptyFile();
            clock.advance(Duration.ofMinutes(5));
            append(ledger, 2);
            append(ledger, 3);

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(new LedgerFiles(directory).checkpoints()).isNotEmptyFile());
        }
    }

    @Test
    void theSameSessionTwiceKeepsItsFirstReceipt() throws Exception {
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            Receipt first = append(ledger, 1);
            for (int i = 0; i < 10; i++) {
                append(ledger, 1);
            }
            assertThat(ledger.receipt("education", "s-1")).contains(first);
        }
    }

    @Test
    void anInterruptedReaderHarmsNobody() throws Exception {
        try (QueuedLedger ledger = FileLedgers.open(directory)) {
            append(ledger, 1);
            Thread.currentThread().interrupt();
            assertThat(ledger.receipt("education", "s-1")).isPresent();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ledger.receipt("education", "s-1")).isPresent();
        }
    }
}
