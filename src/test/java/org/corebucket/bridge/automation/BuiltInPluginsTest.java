package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.automation.job.BuiltInPlugin;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.BridgeClient;
import org.corebucket.bridge.client.BridgeTarget;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.TestCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plugins that need no file, and a real bridge: well, refusing, or gone. */
final class BuiltInPluginsTest {

    private static final Task TASK = new Task("probe", NodeId.of(2), "session-7");
    private static final String CHAIN = "logs/provenance_chain.jsonl";

    private RunningBridge bridge;
    private List<String> modules = List.of("finance", "creative");
    private BridgeApi client;

    @BeforeEach
    void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
        client = client(bridge.token());
    }

    @AfterEach
    void endBridge() throws Exception {
        bridge.close();
    }

    private BridgeApi client(String token) throws Exception {
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(bridge.operator().text("security/private.pem"), "private.pem", Passphrase.NONE);
        return new BridgeClient(
                new BridgeTarget(bridge.address(), BridgeTrust.STANDARD),
                new TestCredentials(key, List.of(token)),
                bridge::now,
                Duration.ofSeconds(30));
    }

    /** The way of updates without an outbox, whose own matter is tested with it. */
    private UpdateSender.Sent deliver(Update update) throws InterruptedException {
        Reply reply = client.send(update);
        if (reply instanceof Reply.Received received) {
            return new UpdateSender.Sent.UpdateAccepted(received.seq(), received.hash());
        }
        return reply instanceof Reply.RefusedReply refused
                ? new UpdateSender.Sent.UpdateRejected(refused.reason())
                : new UpdateSender.Sent.UpdateQueued(reply.toString());
    }

    private ActionResult run(BuiltInPlugin plugin) throws Exception {
        return run(plugin, this::deliver);
    }

    private ActionResult run(BuiltInPlugin plugin, UpdateSender updates) throws Exception {
        AtomicLong micros = new AtomicLong();
        return new BuiltInPlugins(client, updates, modules, bridge::now, () -> micros.getAndAdd(1500) * 1000)
                .run(plugin, TASK);
    }

    private List<String> chain() throws Exception {
        return bridge.operator().text(CHAIN).lines().toList();
    }

    private static String details(ActionResult result) {
        return CanonicalJson.of(result.details());
    }

    @Test
    void aHeartbeatOfEveryModuleIsInTheLedgerWithTheNodesName() throws Exception {
        ActionResult result = run(BuiltInPlugin.HEARTBEAT);

        assertThat(result.outcome()).isEqualTo(JobOutcome.OK);
        assertThat(details(result)).contains("\"modules\": 2");
        assertThat(chain())
                .hasSize(2)
                .anyMatch(line -> line.contains("finance"))
                .anyMatch(line -> line.contains("creative"));
        assertThat(bridge.operator().text("logs/heartbeat.log"))
                .contains("alive", "node-002")
                .hasLineCount(2);
    }

    @Test
    void aModuleThatTheBridgeDoesNotTakeKeepsNoOtherFromBeingHeardAndTheWorstCounts() throws Exception {
        modules = List.of("nobody", "finance");

        ActionResult result = run(BuiltInPlugin.HEARTBEAT);

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(details(result)).contains("\"module\": \"nobody\"", "\"status\": 403");
        assertThat(bridge.operator().text("logs/heartbeat.log"))
                .contains("finance")
                .hasLineCount(1);
    }

    @Test
    void aProbeSaysHowLongTheRoundTripTook() throws Exception {
        ActionResult result = run(BuiltInPlugin.LATENCY_PROBE);

        assertThat(result.outcome()).isEqualTo(JobOutcome.OK);
        assertThat(details(result)).isEqualTo("{\"plugin\": \"latency_probe\", \"round_trip_ms\": 1.5}");
    }

    @Test
    void aSyncTestAsksForTheHealthAndWithTheTokenForTheStatus() throws Exception {
        ActionResult result = run(BuiltInPlugin.SYNC_TEST);

        assertThat(result.outcome()).isEqualTo(JobOutcome.OK);
        assertThat(details(result)).contains("\"health\": \"ok\"", "\"bucket_status\": {");
        assertThat(chain()).isEmpty();
    }

    @Test
    void aFullSyncTestLeavesOneEntryInTheLedgerAndAsksForIt() throws Exception {
        AtomicInteger receipts = new AtomicInteger();
        client = new Between(client, receipts, "ok");

        ActionResult result = run(BuiltInPlugin.FULL_SYNC_TEST);

        assertThat(result.outcome()).isEqualTo(JobOutcome.OK);
        assertThat(details(result))
                .contains(
                        "\"ledger_entry\": true",
                        "\"health\": \"ok\"",
                        "\"bucket_status\": {",
                        "\"module\": \"finance\"",
                        "\"session_id\": \"session-7\"");
        assertThat(chain()).singleElement().asString().contains("full_sync_test", "session-7", "finance", "node-002");
        assertThat(receipts).hasValue(1);
    }

    @Test
    void aLedgerThatHasAnotherEntryThanTheReceiptSaysIsAFailure() throws Exception {
        ActionResult otherHash = run(BuiltInPlugin.FULL_SYNC_TEST, update -> {
            UpdateSender.Sent.UpdateAccepted sent = (UpdateSender.Sent.UpdateAccepted) deliver(update);
            return new UpdateSender.Sent.UpdateAccepted(sent.seq(), "ab".repeat(32));
        });

        assertThat(otherHash.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(details(otherHash)).contains("the ledger has another entry than the receipt says");
    }

    @Test
    void aLedgerThatHasTheEntryAtAnotherNumberIsAFailure() throws Exception {
        ActionResult otherNumber = run(BuiltInPlugin.FULL_SYNC_TEST, update -> {
            UpdateSender.Sent.UpdateAccepted sent = (UpdateSender.Sent.UpdateAccepted) deliver(update);
            return new UpdateSender.Sent.UpdateAccepted(sent.seq() + 1, sent.hash());
        });

        assertThat(otherNumber.outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void anEntryThatTheLedgerDoesNotHaveIsAFailure() throws Exception {
        ActionResult result =
                run(BuiltInPlugin.FULL_SYNC_TEST, update -> new UpdateSender.Sent.UpdateAccepted(0, "ab".repeat(32)));

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(details(result)).contains("\"status\": 404");
    }

    @Test
    void anUpdateThatOnlyWaitsIsNoSyncAndIsLeftToTheOutbox() throws Exception {
        ActionResult result = run(
                BuiltInPlugin.FULL_SYNC_TEST,
                update -> new UpdateSender.Sent.UpdateQueued("another process is sending"));

        assertThat(result.outcome()).isEqualTo(JobOutcome.UNREACHABLE);
        assertThat(result.again()).isFalse();
        assertThat(details(result)).contains("\"queued\": true");
    }

    @Test
    void withoutAModuleThereIsNoFullSyncTest() throws Exception {
        modules = List.of();

        ActionResult result = run(BuiltInPlugin.FULL_SYNC_TEST);

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(result.again()).isFalse();
    }

    @Test
    void aBridgeWhoseLedgerIsInTroubleIsNotWell() throws Exception {
        client = new Between(client, new AtomicInteger(), "error");

        for (BuiltInPlugin plugin : List.of(BuiltInPlugin.SYNC_TEST, BuiltInPlugin.FULL_SYNC_TEST)) {
            ActionResult result = run(plugin);

            assertThat(result.outcome()).as(plugin.text()).isEqualTo(JobOutcome.FAILED);
            assertThat(details(result)).contains("the bridge's health is not ok");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HEARTBEAT", "SYNC_TEST", "FULL_SYNC_TEST"})
    void aTokenThatTheBridgeDoesNotBelieveIsAFailure(BuiltInPlugin plugin) throws Exception {
        client = client("nonsense");

        ActionResult result = run(plugin);

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(details(result)).contains("invalid_token").doesNotContain("nonsense");
        assertThat(chain()).isEmpty();
    }

    @Test
    void aProbeNeedsNoToken() throws Exception {
        client = client("nonsense");

        assertThat(run(BuiltInPlugin.LATENCY_PROBE).outcome()).isEqualTo(JobOutcome.OK);
    }

    @ParameterizedTest
    @EnumSource
    void aBridgeThatIsGoneIsUnreachable(BuiltInPlugin plugin) throws Exception {
        bridge.close();

        ActionResult result = run(plugin);

        assertThat(result.outcome()).isEqualTo(JobOutcome.UNREACHABLE);
        assertThat(details(result)).contains("\"plugin\": \"" + plugin.text() + "\"", "Connection refused");
    }

    @Test
    void aBridgeThatIsBackIsFoundAgain() throws Exception {
        bridge.restart();
        client = client(bridge.token());

        assertThat(run(BuiltInPlugin.FULL_SYNC_TEST).outcome()).isEqualTo(JobOutcome.OK);
    }

    /** A bridge whose receipts are counted, and whose health is what a test wants. */
    private record Between(BridgeApi bridge, AtomicInteger receipts, String status) implements BridgeApi {
        @Override
        public Reply send(Update update) throws InterruptedException {
            return bridge.send(update);
        }

        @Override
        public Reply send(Heartbeat heartbeat) throws InterruptedException {
            return bridge.send(heartbeat);
        }

        @Override
        public Reply receipt(String module, String sessionId) throws InterruptedException {
            receipts.incrementAndGet();
            return bridge.receipt(module, sessionId);
        }

        @Override
        public Reply health() {
            return new Reply.Answered(
                    ActionDetails.none().with("status", status).object());
        }

        @Override
        public Reply bucketStatus() throws InterruptedException {
            return bridge.bucketStatus();
        }
    }
}
