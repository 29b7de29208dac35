package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.corebucket.bridge.ledger.postgres.SharedStores.stored;
import static org.corebucket.bridge.ledger.postgres.SharedStores.storedLater;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever becomes of the answer to a commit: what it would have stored is stored once, and whoever waits is told its receipt. */
@ExtendWith(PostgresLogs.class)
final class LostAnswersTest {

    private SharedStores stores;
    private FaultyLink link;

    /** How a connection ends. */
    enum End {
        CUT,
        RESET,
        HALF_CLOSED;

        void of(FaultyLink link) {
            switch (this) {
                case CUT -> link.cut();
                case RESET -> link.reset();
                case HALF_CLOSED -> link.halfClose();
            }
        }
    }

    @BeforeEach
    void make() throws Exception {
        stores = new SharedStores(PostgresServer.shared());
        link = new FaultyLink(PostgresServer.shared().address());
    }

    @AfterEach
    void drop() throws Exception {
        stores.close();
        link.close();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aGuessWhoseAnswerIsLostIsStoredOnce(End end) throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        stored(store, SampleEntries.entry(1));
        link.silenceAnswers();
        CompletableFuture<List<Receipt>> receipts =
                storedLater(store, SampleEntries.entry(2), SampleEntries.entry(3), SampleEntries.entry(4));
        stores.awaitEntries(4);

        end.of(link);
        link.pass();

        assertThat(receipts.get(40, TimeUnit.SECONDS))
                .extracting(Receipt::sessionId, Receipt::seq)
                .containsExactly(tuple("s-2", 2L), tuple("s-3", 3L), tuple("s-4", 4L));
        assertThat(store.receipt("education", "s-3"))
                .contains(receipts.get(1, TimeUnit.SECONDS).get(1));
        SharedStores.assertChain(store, 4);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aQueuedCommitWhoseAnswerIsLostIsStoredOnce(End end) throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        Connection held = stores.holdCommits();
        CompletableFuture<List<Receipt>> receipts = storedLater(store, SampleEntries.entry(1), SampleEntries.entry(2));
        stores.awaitWaiting(1, "wait_event_type = 'Lock' AND query = 'COMMIT'");
        link.silenceAnswers();
        held.close();
        stores.awaitEntries(2);

        end.of(link);
        link.pass();

        assertThat(receipts.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(1L, 2L);
        SharedStores.assertChain(store, 2);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aRequestThatIsLostIsSentAgain(End end) throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        stored(store, SampleEntries.entry(1));
        link.silence();
        CompletableFuture<List<Receipt>> receipts = storedLater(store, SampleEntries.entry(2));

        end.of(link);
        link.pass();

        assertThat(receipts.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);
        SharedStores.assertChain(store, 2);
    }

    @Test
    void whatIsGivenUpAndCommitsLateIsWaitedForAndStoredOnce() throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        stored(store, SampleEntries.entry(1));
        CompletableFuture<List<Receipt>> receipts;
        try (Connection other = stores.holdHead()) {
            receipts = storedLater(store, SampleEntries.entry(2));
            stores.awaitWaiting(1, "wait_event_type = 'Lock' AND query LIKE 'WITH seen%'");
            link.reset();
            stores.awaitWaiting(1, "wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE'");
            assertThat(receipts).isNotDone();
            other.rollback();
        }

        assertThat(receipts.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);
        assertThat(stores.schema().psql("SELECT batch IS NOT NULL, first FROM node"))
                .isEqualTo("t|2");
        SharedStores.assertChain(store, 2);
    }

    @Test
    void aServerThatIsKilledInACommitIsAskedWhenItIsBack() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                SharedStores at = new SharedStores(server);
                FaultyLink way = new FaultyLink(server.address())) {
            PostgresStore store = at.open("n1", way.address());
            stored(store, SampleEntries.entry(1));
            way.silenceAnswers();
            CompletableFuture<List<Receipt>> kept = storedLater(store, SampleEntries.entry(2));
            at.awaitEntries(2);
            server.kill();
            way.pass();
            server.restart();
            assertThat(kept.get(40, TimeUnit.SECONDS)).extracting(Receipt::seq).containsExactly(2L);

            Connection held = at.holdCommits();
            CompletableFuture<List<Receipt>> undone = storedLater(store, SampleEntries.entry(3));
            at.awaitWaiting(1, "wait_event_type = 'Lock'");
            server.kill();
            held.close();
            server.restart();
            assertThat(undone.get(40, TimeUnit.SECONDS))
                    .extracting(Receipt::seq)
                    .containsExactly(3L);
            SharedStores.assertChain(store, 3);
        }
    }

    @Test
    void whoeverCannotBeToldInTimeIsToldThatItIsNotKnownAndNeverThatItIsNotStored() throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        stored(store, SampleEntries.entry(1));
        link.silenceAnswers();
        CompletableFuture<List<Receipt>> lost = storedLater(store, SampleEntries.entry(2));
        stores.awaitEntries(2);
        link.cutOff();
        assertThat(lost)
                .failsWithin(40, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withStackTraceContaining("UnknownOutcomeException");

        // Of this one nothing was sent.
        assertThat(storedLater(store, SampleEntries.entry(3)))
                .failsWithin(40, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .matches(failure -> !Throwables.getStackTrace(failure).contains("UnknownOutcomeException"));

        link.pass();
        assertThat(store.append(List.of(EntryLine.of(SampleEntries.entry(2)))))
                .containsExactly(new EntryOutcome.AlreadyStored());
        SharedStores.assertChain(store, 2);
    }

    @Test
    void aSessionTwiceInABatchWhoseAnswerIsLostIsStoredOnceAndSeenBeforeOnce() throws Exception {
        PostgresStore store = stores.open("n1", link.address());
        stored(store, SampleEntries.entry(1));
        link.silenceAnswers();
        CompletableFuture<List<EntryOutcome>> outcomes = SharedStores.later(() -> SharedStores.append(
                store, SampleEntries.entry(2), SampleEntries.entry("education", "s-2", "{\"a\": 2}")));
        stores.awaitEntries(2);
        link.cut();
        link.pass();

        assertThat(outcomes.get(40, TimeUnit.SECONDS))
                .hasExactlyElementsOfTypes(EntryOutcome.Stored.class, EntryOutcome.AlreadyStored.class);
    }

    @Test
    void aSessionThatTheServerEndsIsMadeAgain() throws Exception {
        PostgresStore store = stores.open("n1");
        stored(store, SampleEntries.entry(1));
        stores.toSessions("pg_terminate_backend", "true");

        assertThat(stored(store, SampleEntries.entry(2)))
                .extracting(Receipt::seq)
                .containsExactly(2L);
        SharedStores.assertChain(store, 2);
    }
}
