package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.LedgerStore;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the shared store refuses is not remembered by the bridge as stored. */
@Timeout(120)
final class RefusedByTheStoreTest {

    @TempDir
    private Path directory;

    @Test
    void whoeverWasRefusedForANonceMaySendTheSameUpdateWithAnother() throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory, LedgerStore.POSTGRESQL)) {
            String update = ModuleClient.update("education");
            assertThat(post(bridge, ModuleClient.update("education"), "nonce").statusCode())
                    .isEqualTo(200);
            bridge.restart(); // and so it remembers nothing by itself
            assertThat(post(bridge, update, "nonce").statusCode()).isEqualTo(401);

            assertThat(post(bridge, update, "another").statusCode()).isEqualTo(200);
            assertThat(post(bridge, update, "a third").statusCode()).isEqualTo(401);
        }
    }

    /** Whoever is told that it is a replay believes that it is stored. */
    @Test
    void aCopyOfWhatIsBeingStoredAndThenIsNotIsNoReplay() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SharedLedger shared = new SharedLedger(PostgresServer.shared().schema());
                RunningBridge bridge = new RunningBridge(directory, shared)) {
            String update = ModuleClient.update("education");
            bridge.ledgerStandsStill();
            assertThat(post(bridge, ModuleClient.update("finance"), "nonce").statusCode())
                    .isEqualTo(200);
            failNextAppend(shared);
            Future<HttpResponse<String>> first = threads.submit(() -> post(bridge, update, "the same"));
            await().until(() ->
                    bridge.client().get("/core/health", bridge.token()).body().contains("\"pending_queue\":1"));
            Future<HttpResponse<String>> copy = threads.submit(() -> post(bridge, update, "the same"));
            Future<HttpResponse<String>> other =
                    threads.submit(() -> post(bridge, ModuleClient.update("education"), "the same"));
            await().during(Duration.ofMillis(300)).until(() -> !copy.isDone() && !other.isDone());

            bridge.ledgerGoesOn();

            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(507);
            assertThat(List.of(
                            copy.get(60, TimeUnit.SECONDS).statusCode(),
                            other.get(60, TimeUnit.SECONDS).statusCode()))
                    .containsExactlyInAnyOrder(200, 401);
            assertThat(bridge.ledger()).hasSize(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCopyIsNotKeptWaitingForAsLongAsTheFirstOne() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RunningBridge bridge = new RunningBridge(directory)) {
            String update = ModuleClient.update("education");
            bridge.ledgerStandsStill();
            assertThat(post(bridge, ModuleClient.update("finance"), "nonce").statusCode())
                    .isEqualTo(200);
            Future<HttpResponse<String>> first = threads.submit(() -> post(bridge, update, "the same"));
            await().until(() ->
                    bridge.client().get("/core/health", bridge.token()).body().contains("\"pending_queue\":1"));

            HttpResponse<String> copy = post(bridge, update, "the same");

            assertThat(copy.statusCode()).isEqualTo(503);
            assertThat(copy.body()).contains("\"in_progress\"", "ask for the receipt");
            assertThat(first).isNotDone();
            bridge.ledgerGoesOn();
            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(post(bridge, update, "the same").statusCode()).isEqualTo(401);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a sequence gives is not taken back. */
    private static void failNextAppend(SharedLedger shared) throws Exception {
        String schema = shared.schema().name() + ".";
        shared.schema()
                .psql(
                        "CREATE SEQUENCE " + schema + "attempt",
                        "CREATE FUNCTION " + schema + "fail_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                                + " $$BEGIN IF nextval('" + schema
                                + "attempt') = 1 THEN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END IF;"
                                + " RETURN NEW; END$$",
                        "CREATE TRIGGER fails_once BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION " + schema
                                + "fail_once()");
    }

    private static HttpResponse<String> post(RunningBridge bridge, String update, String nonce) throws Exception {
        ModuleClient client = bridge.client();
        return client.post("/core/update", client.envelope(update, nonce), bridge.token());
    }
}
