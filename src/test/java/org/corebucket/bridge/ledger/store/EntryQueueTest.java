package org.corebucket.bridge.ledger.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.store.EntryQueue.WaitingEntry;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.Test;

/** The queue before the disk has a size, in entries and in bytes; an entry counts until its sender was told. */
final class EntryQueueTest {

    private static final int MEBIBYTE = 1 << 20;

    private final EntryQueue queue = new EntryQueue(2);

    private static WaitingEntry entry(int payload) {
        return new WaitingEntry(
                EntryLine.of(SampleEntries.entry("education", "s", "{\"x\": \"" + "x".repeat(payload) + "\"}")),
                outcome -> () -> {});
    }

    @Test
    void itIsFullWhenSoManyEntriesAreUnansweredThoughTheyWereTaken() throws Exception {
        WaitingEntry first = entry(1);
        assertThat(queue.add(first)).isTrue();
        assertThat(queue.add(entry(1))).isTrue();
        assertThat(queue.takeAll(0)).hasSize(2);
        assertThatThrownBy(() -> queue.add(entry(1))).isInstanceOf(LedgerBusyException.class);

        queue.answered(first);

        assertThat(queue.add(entry(1))).isTrue();
        assertThat(queue.unanswered()).isEqualTo(2);
    }

    @Test
    void itIsFullWhenItHolds32MebibytesThoughTheyAreOfFewEntries() throws Exception {
        EntryQueue bytes = new EntryQueue(100);
        WaitingEntry first = entry(12 * MEBIBYTE);
        bytes.add(first);
        bytes.add(entry(12 * MEBIBYTE));
        assertThatThrownBy(() -> bytes.add(entry(12 * MEBIBYTE))).isInstanceOf(LedgerBusyException.class);

        bytes.answered(first);

        assertThat(bytes.add(entry(12 * MEBIBYTE))).isTrue();
    }

    @Test
    void anEntryOfAnySizeIsTakenByAnEmptyQueue() throws Exception {
        assertThat(queue.add(entry(40 * MEBIBYTE))).isTrue();
    }

    @Test
    void aClosedQueueTakesNoneAndGivesWhatItHas() throws Exception {
        WaitingEntry first = entry(1);
        queue.add(first);
        queue.close();

        assertThat(queue.add(entry(1))).isFalse();
        assertThat(queue.isClosed()).isFalse();
        assertThat(queue.takeAll(60_000)).isEqualTo(List.of(first));
        assertThat(queue.takeAll(60_000)).isEmpty();
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void whoeverWaitsForAnEntryWaitsNoLongerThanItSaid() throws Exception {
        assertThat(queue.takeAll(1)).isEmpty();
        assertThat(queue.isClosed()).isFalse();
    }

    @Test
    void whereAppendsAreDearTheyWaitForTheSendersThatWereToldBefore() throws Exception {
        WaitingEntry first = entry(1);
        WaitingEntry second = entry(1);
        queue.add(first);
        queue.add(second);
        assertThat(queue.takeAll(0)).hasSize(2);
        queue.answered(first);
        queue.answered(second);
        queue.add(first);

        FutureTask<List<WaitingEntry>> taking = new FutureTask<>(() -> queue.takeCrowd(0, 60_000));
        Thread taker = new Thread(taking);
        taker.start();
        await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        queue.add(second);

        assertThat(taking.get(30, SECONDS)).containsExactly(first, second);
    }

    @Test
    void aSenderThatWasAloneIsNotKeptWaitingForOthers() throws Exception {
        for (int i = 0; i < 3; i++) {
            WaitingEntry entry = entry(1);
            queue.add(entry);
            assertThat(CompletableFuture.supplyAsync(this::takeCrowdForLong)).succeedsWithin(Duration.ofSeconds(30));
            queue.answered(entry);
        }
    }

    @Test
    void thoseWhoDoNotComeBackAreWaitedForOnce() throws Exception {
        WaitingEntry first = entry(1);
        WaitingEntry second = entry(1);
        queue.add(first);
        queue.add(second);
        queue.takeAll(0);
        queue.answered(first);
        queue.answered(second);
        queue.add(first);
        assertThat(queue.takeCrowd(0, 1)).containsExactly(first);
        queue.answered(first);
        queue.add(first);

        assertThat(CompletableFuture.supplyAsync(this::takeCrowdForLong)).succeedsWithin(Duration.ofSeconds(30));
    }

    private List<WaitingEntry> takeCrowdForLong() {
        try {
            return queue.takeCrowd(0, 600_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
