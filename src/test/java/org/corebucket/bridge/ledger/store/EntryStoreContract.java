package org.corebucket.bridge.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerPage;
import org.corebucket.bridge.ledger.read.LedgerPages;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.testkit.SampleEntries;
import org.corebucket.bridge.testkit.SampleLedgerOptions;
import org.junit.jupiter.api.Test;

/** What every store of a ledger does. The test of a store extends this, and says how that one is opened. */
public abstract class EntryStoreContract {

    public static final RsaPrivateKey SIGNER = SampleLedgerOptions.SIGNER;
    public static final UUID ORIGIN = SampleLedgerOptions.ORIGIN;

    /** The store, empty at first; opened again it is what it was when it was closed. */
    protected abstract EntryStore open() throws Exception;

    /** How many entries the last recorded checkpoint is of; 0 if there is none. */
    protected abstract long signed() throws Exception;

    /** How many checkpoints there are. */
    protected abstract long checkpoints() throws Exception;

    /** Changes the payload of an entry of a closed store, as nobody may. */
    protected abstract void tamper(long seq) throws Exception;

    private static EntryLine line(long n) {
        return EntryLine.of(SampleEntries.entry(n));
    }

    /** Appends entries, in as many acts as the store takes. */
    private static List<Receipt> append(EntryStore store, long from, long to) throws Exception {
        List<EntryLine> left = new ArrayList<>();
        for (long n = from; n < to; n++) {
            left.add(line(n));
        }
        List<Receipt> receipts = new ArrayList<>();
        while (!left.isEmpty()) {
            List<EntryOutcome> outcomes = store.append(left);
            assertThat(outcomes).isNotEmpty().hasSizeLessThanOrEqualTo(left.size());
            for (EntryOutcome outcome : outcomes) {
                receipts.add(((EntryOutcome.Stored) outcome).receipt());
            }
            left = left.subList(outcomes.size(), left.size());
        }
        return receipts;
    }

    protected static ChainReport verified(EntryStore store) throws Exception {
        try (LedgerReading reading = store.read()) {
            return ChainVerifier.of(2, HashProgress.NONE).verify(reading);
        }
    }

    private static List<Long> numbers(LedgerReading reading, LedgerPosition from) throws Exception {
        List<Long> numbers = new ArrayList<>();
        LineReader reader = new LineReader();
        reading.forward(from, (bytes, begin, end, at) -> {
            try {
                return numbers.add(reader.read(bytes, begin, end).seq());
            } catch (LineReader.NotAnEntryException e) {
                throw new IllegalStateException(e);
            }
        });
        return numbers;
    }

    @Test
    void anEmptyStoreHasNoHeadAndNothingToSign() throws Exception {
        try (EntryStore store = open()) {
            store.checkpoint();
            assertThat(store.head()).isEqualTo(Head.EMPTY);
            assertThat(store.receipt("education", "s-1")).isEmpty();
            assertThat(verified(store).entries()).isZero();
            try (LedgerReading reading = store.read()) {
                assertThat(numbers(reading, LedgerPosition.BEGINNING)).isEmpty();
                assertThat(reading.end()).isEqualTo(LedgerPosition.BEGINNING);
            }
        }
        assertThat(checkpoints()).isZero();
    }

    @Test
    void entriesAreNumberedAndLinkedInTheOrderInWhichTheyWereAppended() throws Exception {
        try (EntryStore store = open()) {
            List<Receipt> receipts = append(store, 1, 2);
            receipts.addAll(append(store, 2, 30));

            assertThat(receipts).extracting(Receipt::seq).isSorted().hasSize(29).doesNotHaveDuplicates();
            assertThat(receipts)
                    .extracting(Receipt::sessionId)
                    .startsWith("s-1", "s-2")
                    .endsWith("s-29");
            Receipt last = receipts.get(28);
            assertThat(store.head()).isEqualTo(new Head(29, last.hash().hex()));
            ChainReport report = verified(store);
            assertThat(report.flaws()).isEmpty();
            assertThat(report.entries()).isEqualTo(29);
            assertThat(report.head()).isEqualTo(last.hash().hex());
        }
    }

    @Test
    void whatWasAppendedIsThereWhenTheStoreIsOpenedAgainAndTheChainGoesOn() throws Exception {
        List<Receipt> receipts;
        try (EntryStore store = open()) {
            receipts = append(store, 1, 20);
        }
        try (EntryStore store = open()) {
            assertThat(store.head())
                    .isEqualTo(new Head(19, receipts.get(18).hash().hex()));
            for (Receipt one : receipts) {
                assertThat(store.receipt(one.module(), one.sessionId())).contains(one);
            }
            assertThat(append(store, 20, 21).get(0).seq()).isEqualTo(20);
            assertThat(verified(store).flaws()).isEmpty();
        }
    }

    @Test
    void aReceiptIsFoundByModuleAndSessionAndByNothingElse() throws Exception {
        try (EntryStore store = open()) {
            NewEntry other = SampleEntries.entry("finance", "s-1", "{}");
            append(store, 1, 3);
            store.append(List.of(EntryLine.of(other)));

            assertThat(store.receipt("education", "s-1").orElseThrow().seq()).isEqualTo(1);
            assertThat(store.receipt("finance", "s-1").orElseThrow().seq()).isEqualTo(3);
            assertThat(store.receipt("finance", "s-2")).isEmpty();
            assertThat(store.receipt("education", "s-3")).isEmpty();
        }
    }

    @Test
    void linesAreReadFromAnyNumberOnAndBackwards() throws Exception {
        try (EntryStore store = open()) {
            append(store, 1, 41);
            try (LedgerReading reading = store.read()) {
                for (long seq = 1; seq <= 40; seq++) {
                    assertThat(numbers(reading, reading.find(seq)))
                            .hasSize((int) (41 - seq))
                            .startsWith(seq);
                }
                assertThat(numbers(reading, reading.find(41))).isEmpty();
                List<LedgerPosition> backwards = new ArrayList<>();
                reading.backward(LedgerPosition.END, (bytes, from, to, at) -> backwards.add(at));
                Collections.reverse(backwards);
                List<LedgerPosition> forwards = new ArrayList<>();
                reading.forward(LedgerPosition.BEGINNING, (bytes, from, to, at) -> forwards.add(at));
                assertThat(backwards).isEqualTo(forwards).hasSize(40);
            }
        }
    }

    @Test
    void aPageBeginsWhereTheOneBeforeItEndsThoughEntriesCameBetween() throws Exception {
        try (EntryStore store = open()) {
            append(store, 1, 21);
            LedgerPages pages = new LedgerPages(store::read);
            LedgerPage first = pages.from(1, 15);
            append(store, 21, 31);
            LedgerPage second = pages.after(first.end(), 100);

            assertThat(first.lines()).hasSize(15);
            assertThat(second.lines()).hasSize(15);
            assertThat(second.lead()).contains(first.lines().get(14));
            assertThat(second.last()).isTrue();
            assertThat(pages.before(second.begin(), 100).lines()).isEqualTo(first.lines());
        }
    }

    @Test
    void anEntryMayBeAsLongAsARequestCanMakeIt() throws Exception {
        NewEntry longest = SampleEntries.entry("education", "long", "{\"data\": \"" + "x".repeat(6 << 20) + "\"}");
        try (EntryStore store = open()) {
            append(store, 1, 3);
            store.append(List.of(EntryLine.of(longest)));
            append(store, 3, 5);
        }
        try (EntryStore store = open()) {
            assertThat(store.receipt("education", "long").orElseThrow().seq()).isEqualTo(3);
            assertThat(verified(store).flaws()).isEmpty();
            assertThat(new LedgerPages(store::read).newest(3).lines()).hasSize(2);
            assertThat(store.head().size()).isEqualTo(5);
        }
    }

    @Test
    void aHeadIsSignedOnce() throws Exception {
        try (EntryStore store = open()) {
            append(store, 1, 3);
            store.checkpoint();
            long once = checkpoints();
            assertThat(signed()).isEqualTo(2);

            store.checkpoint();
            assertThat(checkpoints()).isEqualTo(once);

            append(store, 3, 4);
            store.checkpoint();
            assertThat(signed()).isEqualTo(3);
        }
        try (EntryStore store = open()) {
            long before = checkpoints();
            store.checkpoint();
            assertThat(checkpoints()).isEqualTo(before);
        }
    }

    @Test
    void aReaderKnowsOfWhatWasAcknowledgedBeforeItBegan() throws Exception {
        try (EntryStore store = open()) {
            append(store, 1, 11);
            try (LedgerReading reading = store.read()) {
                assertThat(reading.acknowledged()).contains(store.head());
                append(store, 11, 12);
                ChainReport report = ChainVerifier.of(1, HashProgress.NONE).verify(reading);
                assertThat(report.flaws()).isEmpty();
                assertThat(report.entries()).isBetween(10L, 11L);
            }
        }
    }

    @Test
    void anEntryThatWasChangedBehindTheStoresBackIsFound() throws Exception {
        try (EntryStore store = open()) {
            append(store, 1, 6);
        }
        try (EntryStore store = open()) {
            append(store, 6, 11);
            tamper(3);
            assertThat(verified(store).flaws()).extracting(ChainFlaw::kind).contains(FlawKind.HASH_MISMATCH);
        }
    }

    @Test
    void aQueueBeforeItGivesManySendersOneOrder() throws Exception {
        EntryStore store = open();
        try (QueuedLedger ledger =
                QueuedLedger.over(store, LedgerOptions.standard(SIGNER, ORIGIN, Clock.systemUTC()))) {
            List<CompletableFuture<List<Receipt>>> senders = new ArrayList<>();
            for (int sender = 0; sender < 4; sender++) {
                int from = 1000 * sender;
                senders.add(CompletableFuture.supplyAsync(() -> send(ledger, from, from + 50)));
            }
            List<Long> numbers = new ArrayList<>();
            for (CompletableFuture<List<Receipt>> sender : senders) {
                List<Receipt> receipts = sender.get();
                assertThat(receipts).extracting(Receipt::seq).isSorted();
                receipts.forEach(receipt -> numbers.add(receipt.seq()));
            }
            assertThat(numbers).hasSize(200).doesNotHaveDuplicates();
            assertThat(ledger.head().size()).isEqualTo(200);
        }
        assertThat(signed()).isEqualTo(200);
    }

    private static List<Receipt> send(QueuedLedger ledger, int from, int to) {
        List<Receipt> receipts = new ArrayList<>();
        try {
            for (int n = from; n < to; n++) {
                receipts.add(ledger.append(SampleEntries.entry(n)).get());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return receipts;
    }
}
