package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.corebucket.bridge.ledger.postgres.SharedStores.LIMIT;
import static org.corebucket.bridge.ledger.postgres.SharedStores.later;
import static org.corebucket.bridge.ledger.postgres.SharedStores.stored;
import static org.corebucket.bridge.ledger.postgres.SharedStores.storedLater;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.UnknownOutcomeException;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A primary that waits for its standby, and what the nodes do when one of both is away, or the standby takes over. */
@ExtendWith(PostgresLogs.class)
final class FailoverTest {

    private static final String WAITS_FOR_STANDBY = "wait_event = 'SyncRep'";

    private PostgresServer primary;
    private PostgresServer standby;
    private SharedStores stores;

    @BeforeEach
    void make() throws Exception {
        primary = PostgresServer.start("fsync=off");
        stores = new SharedStores(primary);
        standby = primary.standby("b");
    }

    @AfterEach
    void drop() throws Exception {
        standby.close();
        primary.close();
    }

    private PostgresStore openOverBoth(String node) throws Exception {
        return stores.open(node, primary.address(), standby.address());
    }

    private void promote() throws Exception {
        standby.promote();
        standby.set("synchronous_standby_names", "");
    }

    @Test
    void aStandbyThatTakesOverHasAllThatWasAcknowledgedAndIsAppendedTo() throws Exception {
        try (FaultyLink link = new FaultyLink(primary.address())) {
            PostgresStore store = stores.open("n1", link.address(), standby.address());
            Receipt first = stored(store, SampleEntries.entry(1)).get(0);
            link.silenceAnswers();
            CompletableFuture<List<Receipt>> unanswered = storedLater(store, SampleEntries.entry(2));
            stores.awaitEntries(2);

            primary.kill();
            promote();
            link.pass();

            assertThat(unanswered.get(40, TimeUnit.SECONDS))
                    .extracting(Receipt::seq)
                    .containsExactly(2L);
            assertThat(stored(store, SampleEntries.entry(3)))
                    .extracting(Receipt::seq)
                    .containsExactly(3L);
            assertThat(store.receipt("education", "s-1")).contains(first);
            SharedStores.assertChain(store, 3);
            assertThat(store.trouble().orElseThrow().words()).contains("no synchronous standby");
            assertThat(openOverBoth("n2").notices()).anyMatch(notice -> notice.contains("no synchronous standby"));
        }
    }

    @Test
    void aPrimaryThatStandsStillKeepsNobodyFromTheOneThatTookOver() throws Exception {
        PostgresStore store = openOverBoth("n1");
        stored(store, SampleEntries.entry(1));
        stores.toSessions("pg_terminate_backend", "true");
        primary.stopProcess();
        promote();

        assertThat(storedLater(store, SampleEntries.entry(2)).get(20, TimeUnit.SECONDS))
                .extracting(Receipt::seq)
                .containsExactly(2L);
        assertThat(store.receipt("education", "s-2")).isPresent();
        SharedStores.assertChain(store, 2);
    }

    @Test
    void aStandbyThatTakesOverWithoutTheLastEntriesIsFoundAndNotAppendedTo() throws Exception {
        primary.set("synchronous_standby_names", "");
        PostgresStore store = openOverBoth("n1");
        stored(store, SampleEntries.entry(1));
        String flushed = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()";
        await().atMost(LIMIT).until(() -> primary.psql(flushed).equals("1"));
        standby.kill();
        stored(store, SampleEntries.entry(2));
        Receipt last = stored(store, SampleEntries.entry(3)).get(0);
        primary.kill();
        standby.restart();
        promote();

        // It was sent to the server that was gone then.
        assertThatThrownBy(() -> stored(store, SampleEntries.entry(4)))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasCauseInstanceOf(LedgerWentBackException.class)
                .hasMessageContaining(
                        "entry 3 was acknowledged with the hash " + last.hash().hex());
        assertThat(store.head()).isEqualTo(new Head(3, last.hash().hex()));
        assertThatThrownBy(() -> openOverBoth("n2"))
                .as("a node that starts, and was told")
                .isInstanceOf(LedgerWentBackException.class);
        assertThatThrownBy(() -> store.receipt("education", "s-1"))
                .as("and there is nothing to be read from such a server")
                .hasMessageContaining("it has not entry 3");
        assertThat(stores.psql(standby, "SELECT count(*) FROM entry")).isEqualTo("1");
        await().atMost(LIMIT).until(() -> {
            store.doDue();
            return store.trouble().isPresent();
        });
        assertThat(store.trouble().orElseThrow().words()).contains("went back");
    }

    @Test
    void whileTheStandbyIsAwayNothingIsAcknowledgedAndAfterwardsAllIsStoredOnce() throws Exception {
        PostgresStore store = stores.open("n1");
        stored(store, SampleEntries.entry(1));
        standby.stopProcess();
        CompletableFuture<List<Receipt>> receipts = storedLater(store, SampleEntries.entry(2));
        stores.awaitWaiting(1, WAITS_FOR_STANDBY);

        assertThat(receipts).isNotDone();
        assertThat(store.head().size()).isEqualTo(1);
        standby.continueProcess();

        assertThat(receipts.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);
        SharedStores.assertChain(store, 2);
    }

    @Test
    void nodesWaitForTheStandbyTogetherAndNobodyIsToldBeforeItHasWhatIsAppended() throws Exception {
        PostgresStore first = stores.open("n1");
        PostgresStore second = stores.open("n2");
        stored(second, SampleEntries.entry(1));
        standby.stopProcess();
        CompletableFuture<List<Receipt>> one = storedLater(first, SampleEntries.entry(2));
        stores.awaitWaiting(1, WAITS_FOR_STANDBY);
        CompletableFuture<List<Receipt>> two = storedLater(second, SampleEntries.entry(3));
        stores.awaitWaiting(2, WAITS_FOR_STANDBY);

        stores.awaitEntries(3);
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
        assertThat(List.of(first.head().size(), second.head().size())).allMatch(size -> size <= 1);
        assertThat(acknowledged(first)).isLessThanOrEqualTo(1);
        standby.continueProcess();

        assertThat(one.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);
        assertThat(two.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(3L);
        SharedStores.assertChain(second, 3);
    }

    @Test
    void whatIsChainedBehindSomethingThatAFailoverLosesIsLostWithItAndStoredOnceAfterwards() throws Exception {
        PostgresStore first = openOverBoth("n1");
        PostgresStore second = openOverBoth("n2");
        stored(second, SampleEntries.entry(1));
        standby.kill();
        CompletableFuture<List<Receipt>> one = storedLater(first, SampleEntries.entry(2));
        stores.awaitWaiting(1, WAITS_FOR_STANDBY);
        CompletableFuture<List<Receipt>> two = storedLater(second, SampleEntries.entry(3));
        stores.awaitWaiting(2, WAITS_FOR_STANDBY);
        assertThat(stores.schema().psql("SELECT count(*) FROM entry")).isEqualTo("3");

        primary.kill();
        standby.restart();
        promote();

        List<Receipt> receipts = new ArrayList<>(one.get(40, TimeUnit.SECONDS));
        receipts.addAll(two.get(40, TimeUnit.SECONDS));
        assertThat(receipts).extracting(Receipt::sessionId).containsExactly("s-2", "s-3");
        assertThat(receipts).extracting(Receipt::seq).containsExactlyInAnyOrder(2L, 3L);
        SharedStores.assertChain(receipts.get(1).seq() == 3 ? second : first, 3);
    }

    /** The server calls it a success when somebody cancels a commit that waits for its standby. */
    @Test
    void aCommitThatSomebodyCancelsIsNotAcknowledgedBeforeTheStandbyHasIt() throws Exception {
        for (long n = 1; n <= 2; n++) { // the first is queued, the second guessed
            PostgresStore store = stores.open("n" + n);
            if (n == 2) {
                stored(store, SampleEntries.entry(2));
            }
            long size = store.head().size();
            standby.stopProcess();
            CompletableFuture<List<Receipt>> receipts = storedLater(store, SampleEntries.entry(10 + n));
            stores.awaitWaiting(1, WAITS_FOR_STANDBY);
            stores.toSessions("pg_cancel_backend", WAITS_FOR_STANDBY);
            stores.awaitEntries(size + 1);
            stores.awaitWaiting(1, WAITS_FOR_STANDBY + " AND query NOT LIKE 'WITH seen%'");

            assertThat(receipts).isNotDone();
            assertThat(store.head().size()).isEqualTo(size);
            standby.continueProcess();

            assertThat(receipts.get(40, TimeUnit.SECONDS))
                    .extracting(Receipt::seq)
                    .containsExactly(size + 1);
            SharedStores.assertChain(store, size + 1);
        }
    }

    @Test
    void whatIsVisibleAndOnNoStandbyIsShownToNobody() throws Exception {
        PostgresStore writing = stores.open("n1");
        PostgresStore reading = stores.open("n2");
        stored(writing, SampleEntries.entry(1));
        await().atMost(LIMIT).until(() -> {
            writing.doDue();
            return acknowledged(reading) == 1;
        });
        standby.stopProcess();
        CompletableFuture<List<Receipt>> receipts = storedLater(writing, SampleEntries.entry(2));
        stores.awaitWaiting(1, WAITS_FOR_STANDBY);
        stores.toSessions("pg_terminate_backend", WAITS_FOR_STANDBY);
        stores.awaitEntries(2);
        stores.awaitWaiting(1, WAITS_FOR_STANDBY);

        SharedStores.assertChain(reading, 1);
        assertThat(reading.head().size()).isLessThanOrEqualTo(1);
        CompletableFuture<Optional<Receipt>> receipt = later(() -> reading.receipt("education", "s-2"));
        CompletableFuture<Long> read = later(this::entriesOfPlace);
        stores.awaitWaiting(3, WAITS_FOR_STANDBY);
        assertThat(receipts).isNotDone();
        assertThat(receipt).isNotDone();
        assertThat(read).isNotDone();
        standby.continueProcess();

        assertThat(receipts.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);
        assertThat(receipt.get(40, TimeUnit.SECONDS))
                .contains(receipts.get(1, TimeUnit.SECONDS).get(0));
        assertThat(read.get(40, TimeUnit.SECONDS)).isEqualTo(2);
    }

    private static long acknowledged(EntryStore store) throws Exception {
        try (LedgerReading reading = store.read()) {
            return reading.acknowledged().orElse(Head.EMPTY).size();
        }
    }

    private long entriesOfPlace() throws Exception {
        try (LedgerPlace place = PostgresLedger.of(stores.database(primary.address()));
                LedgerReading reading = place.read()) {
            return reading.acknowledged().orElseThrow().size();
        }
    }
}
