package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.TestCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and a real bridge. */
final class BridgeClientTest {

    private RunningBridge bridge;

    @BeforeEach
    void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
    }

    @AfterEach
    void endBridge() throws Exception {
        bridge.close();
    }

    private BridgeClient client(String... tokens) throws Exception {
        return client(bridge.address(), tokens);
    }

    private BridgeClient client(URI address, String... tokens) throws Exception {
        return client(address, Duration.ofSeconds(30), tokens);
    }

    private BridgeClient client(URI address, Duration limit, String... tokens) throws Exception {
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(bridge.operator().text("security/private.pem"), "private.pem", Passphrase.NONE);
        return new BridgeClient(
                new BridgeTarget(address, BridgeTrust.STANDARD),
                new TestCredentials(key, List.of(tokens)),
                bridge::now,
                limit);
    }

    private Update update(String session) {
        JsonObject data = new JsonObject(Map.of("größe", new JsonInteger("7", 1)), 1);
        return new Update("finance", session, data, bridge.now());
    }

    @Test
    void anUpdateComesBackAsItsReceipt() throws Exception {
        BridgeClient client = client(bridge.token());

        Reply reply = client.send(update("session 1/+é"));

        assertThat(reply).isInstanceOf(Reply.Received.class);
        assertThat(client.receipt("finance", "session 1/+é")).isEqualTo(reply);
    }

    @Test
    void anUpdateThatWasSignedAheadIsTakenInItsTurn() throws Exception {
        BridgeClient client = client(bridge.token());

        assertThat(client.send(update("s1"), () -> Optional.of(update("s2")))).isInstanceOf(Reply.Received.class);
        assertThat(client.send(update("s2"))).isInstanceOf(Reply.Received.class);
        assertThat(client.receipt("finance", "s2")).isInstanceOf(Reply.Received.class);
    }

    @Test
    void aSecondAttemptIsAReplayAndNeverASecondEntry() throws Exception {
        BridgeClient client = client(bridge.token());
        client.send(update("s1"));

        Reply again = client.send(update("s1"));

        assertThat(again).isInstanceOfSatisfying(Reply.RefusedReply.class, refused -> {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.reason()).isEqualTo("replay_detected");
            assertThat(refused.detail()).isEqualTo("Replay attack detected");
        });
    }

    @Test
    void whatIsNotThereHasNoReceipt() throws Exception {
        assertThat(client(bridge.token()).receipt("finance", "nobody's"))
                .isInstanceOfSatisfying(
                        Reply.RefusedReply.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
    }

    @Test
    void anotherModulesReceiptIsNotTaken() throws Exception {
        BridgeClient client = client(bridge.token());
        client.send(update("s1"));

        assertThat(client.receipt("creative", "s1")).isInstanceOf(Reply.UnknownOutcome.class);
    }

    @Test
    void heartbeatsAreTakenAndQuestionsAnswered() throws Exception {
        BridgeClient client = client(bridge.token());

        assertThat(client.send(new Heartbeat("finance", Heartbeat.Status.WARNING, new JsonObject(Map.of(), 1))))
                .isInstanceOf(Reply.Received.class);
        assertThat(client.bucketStatus()).isInstanceOf(Reply.Answered.class);
        assertThat(client.health())
                .isInstanceOfSatisfying(
                        Reply.Answered.class,
                        health -> assertThat(health.body().members().get("status"))
                                .isInstanceOf(JsonString.class));
    }

    @Test
    void anExpiredTokenIsReplacedOnce() throws Exception {
        String old = bridge.token();
        bridge.pass(Duration.ofHours(2));

        assertThat(client(old, bridge.token()).send(update("s1"))).isInstanceOf(Reply.Received.class);
        assertThat(client(old).send(update("s2")))
                .isInstanceOfSatisfying(
                        Reply.RefusedReply.class,
                        refused -> assertThat(refused.reason()).isEqualTo("expired_token"));
    }

    @Test
    void whereNobodyListensTheBridgeDidNotSeeIt() throws Exception {
        assertThat(client(URI.create("http://127.0.0.1:1"), "none").send(update("s1")))
                .isEqualTo(new Reply.BridgeUnreachable("no connection to http://127.0.0.1:1: Connection refused"));
    }

    @Test
    void whereAHandshakeDoesNotEndNobodyKnowsWhetherThereIsABridge() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("https://127.0.0.1:" + silent.getLocalPort());

            assertThat(client(address, Duration.ofMillis(200), "none").health())
                    .isInstanceOfSatisfying(
                            Reply.BridgeUnreachable.class,
                            reply ->
                                    assertThat(reply.timedOut()).as(reply.why()).isTrue());
        }
    }
}
