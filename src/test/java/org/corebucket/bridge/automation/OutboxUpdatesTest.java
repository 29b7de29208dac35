package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.automation.UpdateSender.Sent;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.testkit.ScriptedBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job is told of its update is what the bridge says of it, whoever sent it. */
final class OutboxUpdatesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Reply NOBODY = new Reply.BridgeUnreachable("Connection refused");
    private static final String HASH = "0".repeat(64);

    @TempDir
    private Path directory;

    private final ScriptedBridge bridge = new ScriptedBridge();

    private Sent deliver(String module) throws Exception {
        Update update = new Update(module, "s-1", new JsonObject(Map.of(), 1), NOW);
        return new OutboxUpdates(outbox(), bridge, () -> NOW).deliver(update);
    }

    private Outbox outbox() {
        return Outbox.at(directory.resolve("outbox"), new OutboxLimits(1, 1 << 20));
    }

    @Test
    void anAcceptedUpdateHasItsReceiptAndHasLeftTheOutbox() throws Exception {
        assertThat(deliver("finance")).isEqualTo(new Sent.UpdateAccepted(1, HASH));
        assertThat(outbox().depth().total()).isZero();
    }

    @Test
    void anUpdateThatWaitsSaysWhatKeepsItAndStaysInTheOutbox() throws Exception {
        bridge.always("finance", NOBODY);

        assertThat(deliver("finance"))
                .isEqualTo(new Sent.UpdateQueued("left in the outbox for now: Connection refused"));
        assertThat(outbox().depth().waiting()).isEqualTo(Map.of("finance", 1L));
    }

    @Test
    void aRejectedUpdateSaysWhy() throws Exception {
        bridge.next(
                "finance", new Reply.RefusedReply(403, "unknown_module", "no such module", Optional.empty()), false);

        assertThat(deliver("finance"))
                .isInstanceOfSatisfying(
                        Sent.UpdateRejected.class,
                        rejected -> assertThat(rejected.reason()).contains("unknown_module"));
    }

    @Test
    void whatAnotherProcessSendsIsQueuedUntilThereIsAReceipt() throws Exception {
        bridge.next("finance", new Reply.Received(7, HASH), false);

        assertThat(deliver("finance"))
                .isEqualTo(new Sent.UpdateQueued("another process is sending what is in the outbox"));
    }

    @Test
    void aFullOutboxIsAnErrorThatSaysSo() throws Exception {
        outbox().add(List.of(new Update("finance", "s-0", new JsonObject(Map.of(), 1), NOW)));

        assertThatThrownBy(() -> deliver("finance"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the outbox is full");
    }
}
