package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.bridge.ClusterClients.ClusterUpdate;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link ClusterFaultsTest} rests on is broken, a thing at a time, in the database and behind the backs of real bridges: the {@link
 * ClusterChecker} must find each.
 */
@Tag("long")
@Timeout(300)
@ExtendWith(PostgresLogs.class)
final class ClusterBreaksTest {

    private static final int SOME = 20;

    @TempDir
    private Path directory;

    private FaultyCluster cluster;
    private ClusterClients clients;

    @BeforeEach
    void begin() throws Exception {
        cluster = new FaultyCluster(directory, 2, false, null);
        clients = new ClusterClients(cluster.nodes, Duration.ZERO);
        cluster.nodes.parallelStream().forEach(node -> node.bridge.start());
    }

    @AfterEach
    void end() throws Exception {
        clients.close();
        cluster.close();
    }

    private List<String> violations() throws Exception {
        ClusterChecker checker = new ClusterChecker();
        checker.checkLedger(clients.told, clients.sizes, cluster.chain());
        return checker.violations();
    }

    private void awaitMore(int acknowledged) {
        long goal = clients.acknowledged.get() + acknowledged;
        await().atMost(ClusterNode.LIMIT).until(() -> clients.acknowledged.get() >= goal);
    }

    @Test
    void nothingIsFoundBeforeAnythingIsBroken() throws Exception {
        clients.start(3);
        awaitMore(SOME);
        clients.end();

        assertThat(violations()).isEmpty();
    }

    @Test
    void aStandbyThatNobodyWaitedForIsFoundWhenItIsPromoted() throws Exception {
        clients.start(3);
        awaitMore(SOME);
        cluster.primary().set("synchronous_standby_names", "");
        cluster.standby().kill();
        awaitMore(SOME);
        clients.end();

        cluster.promoteWhatWasLeftBehind();

        assertThat(violations()).anyMatch(found -> found.startsWith("it is not there: Acknowledged"));
    }

    @Test
    void marksThatAreNotThereWhenTheyAreLookedUpAreFound() throws Exception {
        String function = cluster.schema() + "forget()";
        cluster.psql(
                "CREATE FUNCTION " + function + " RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER forgets BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION " + function,
                "CREATE TRIGGER forgets BEFORE INSERT ON mark FOR EACH ROW EXECUTE FUNCTION " + function);
        clients.start(3);
        awaitMore(SOME);
        clients.end();

        assertThat(violations())
                .anyMatch(found -> found.contains("is stored twice: session education"))
                .anyMatch(found -> found.contains("is stored twice: nonce"))
                .anyMatch(found -> found.contains("is stored twice: signed"));
    }

    /** After a crash a server shows what its standby never got; a receipt for that first needs a commit that waits. */
    @Test
    void aReceiptBeyondTheWatermarkIsFound() throws Exception {
        ClusterNode first = cluster.nodes.get(0);
        ClusterNode other = cluster.nodes.get(1);
        assertThat(clients.post(first, clients.update(first), false)).isTrue();
        cluster.standby().kill();
        ClusterUpdate update = clients.update(first);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> answered = thread.submit(() -> clients.post(first, update, false));
            await().atMost(ClusterNode.LIMIT)
                    .until(() -> !cluster.psql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                                    + " AND (query LIKE 'WITH seen%' OR query = 'COMMIT')")
                            .isEmpty());
            first.bridge.kill();
            assertThat(answered.get()).isFalse();
        } finally {
            thread.shutdown();
        }
        cluster.primary().kill();
        cluster.primary().restart();
        assertThat(cluster.psql("SELECT size FROM head")).isEqualTo("2");
        assertThat(clients.askForReceipt(other, update)).isFalse();

        cluster.withTime("SELECT set_config('synchronous_commit', 'local', false)");
        cluster.toSessions("pg_terminate_backend", "true"); // those that wait already
        await().atMost(ClusterNode.LIMIT).until(() -> clients.askForReceipt(other, update));
        cluster.promoteWhatWasLeftBehind();

        assertThat(violations())
                .anyMatch(found -> found.contains("it is not there: Acknowledged[session=" + update.session()));
    }

    /** PostgreSQL calls it a success, and says what it is in a warning alone. */
    @Test
    void aCommitThatWasCancelledAndDidNotSaySoIsFound() throws Exception {
        cluster.withTime("SELECT set_config('client_min_messages', 'error', false)");
        clients.start(3);
        awaitMore(SOME);
        cluster.standby().kill();
        long before = clients.acknowledged.get();
        await().atMost(ClusterNode.LIMIT).until(() -> {
            cluster.toSessions("pg_cancel_backend", "wait_event = 'SyncRep'");
            return clients.acknowledged.get() > before + SOME;
        });
        clients.close();

        cluster.promoteWhatWasLeftBehind();

        assertThat(violations()).anyMatch(found -> found.startsWith("it is not there: Acknowledged"));
    }
}
