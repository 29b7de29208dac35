package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.BuiltInPlugin;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/** What each {@link BuiltInPlugin} does. What it says was asked of the bridge just then. For many threads. */
final class BuiltInPlugins {

    private final BridgeApi bridge;
    private final UpdateSender updates;
    private final List<String> modules;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /**
     * Plugins at one bridge.
     *
     * @param modules the registered ones; updates of tests are the first one's
     * @param nanos what durations are measured with, like {@link System#nanoTime}
     */
    BuiltInPlugins(
            BridgeApi bridge, UpdateSender updates, List<String> modules, InstantSource clock, LongSupplier nanos) {
        this.bridge = bridge;
        this.updates = updates;
        this.modules = List.copyOf(modules);
        this.clock = clock;
        this.nanos = nanos;
    }

    ActionResult run(BuiltInPlugin plugin, Task task) throws IOException, InterruptedException {
        ActionDetails details = ActionDetails.none().with("plugin", plugin.text());
        return switch (plugin) {
            case HEARTBEAT -> heartbeat(details, task);
            case LATENCY_PROBE -> latencyProbe(details);
            case SYNC_TEST -> syncTest(details);
            case FULL_SYNC_TEST -> fullSyncTest(details, task);
        };
    }

    /** One of every registered module; all are sent, whatever becomes of the others. */
    private ActionResult heartbeat(ActionDetails details, Task task) throws InterruptedException {
        ActionResult worst = ActionResult.ok(details.with("modules", modules.size()));
        for (String module : modules) {
            Heartbeat heartbeat = new Heartbeat(
                    module, Heartbeat.Status.ALIVE, ActionDetails.none().object());
            ActionResult result = Actions.send(bridge, heartbeat, task);
            if (result.outcome().compareTo(worst.outcome()) > 0) {
                worst = named(result);
            }
        }
        return worst;
    }

    /** What went wrong with one heartbeat is still what this plugin came to. */
    private static ActionResult named(ActionResult result) {
        ActionDetails details = ActionDetails.none()
                .with("plugin", BuiltInPlugin.HEARTBEAT.text())
                .withAll(result.details());
        return new ActionResult(result.outcome(), result.again(), details.object());
    }

    /** One round trip to the bridge and back, as a client sees it. */
    private ActionResult latencyProbe(ActionDetails details) throws InterruptedException {
        long begin = nanos.getAsLong();
        Reply reply = bridge.health();
        long took = nanos.getAsLong() - begin;
        return reply instanceof Reply.Answered
                ? ActionResult.ok(
                        details.with("round_trip_ms", TimeUnit.NANOSECONDS.toMicros(Math.max(0, took)) / 1000.0))
                : ActionReplies.trouble(reply, details);
    }

    /** Is the bridge well, and does it believe our token? */
    private ActionResult syncTest(ActionDetails details) throws InterruptedException {
        ActionResult health = health(details);
        return health.success() ? status(details) : health;
    }

    /** Does an update arrive, is it counted, is the bridge well, and does the ledger have the entry that it promised? */
    private ActionResult fullSyncTest(ActionDetails details, Task task) throws IOException, InterruptedException {
        if (modules.isEmpty()) {
            return ActionResult.hopeless("no module is registered that an update could be of", details);
        }
        String module = modules.get(0);
        JsonObject data = Actions.named(
                ActionDetails.none().with("event", "full_sync_test").object(), task);
        details.with("module", module).with("session_id", task.sessionId());
        UpdateSender.Sent sent = updates.deliver(new Update(module, task.sessionId(), data, clock.instant()));
        ActionResult result = Actions.result(sent, details);
        if (result.success()) {
            result = status(details);
        }
        if (result.success()) {
            result = health(details);
        }
        return result.success() ? entry(details, task, (UpdateSender.Sent.UpdateAccepted) sent, module) : result;
    }

    private ActionResult health(ActionDetails details) throws InterruptedException {
        Reply reply = bridge.health();
        if (!(reply instanceof Reply.Answered answered)) {
            return ActionReplies.trouble(reply, details);
        }
        boolean well = answered.body().text("status").orElse("").equals("ok");
        return well
                ? ActionResult.ok(details.with("health", "ok"))
                : ActionResult.failed("the bridge's health is not ok", details.with("health", answered.body()));
    }

    private ActionResult status(ActionDetails details) throws InterruptedException {
        Reply reply = bridge.bucketStatus();
        return reply instanceof Reply.Answered answered
                ? ActionResult.ok(details.with("bucket_status", answered.body()))
                : ActionReplies.trouble(reply, details);
    }

    private ActionResult entry(
            ActionDetails details, Task task, UpdateSender.Sent.UpdateAccepted promised, String module)
            throws InterruptedException {
        Reply reply = bridge.receipt(module, task.sessionId());
        if (!(reply instanceof Reply.Received found)) {
            return ActionReplies.trouble(reply, details);
        }
        boolean same = found.seq() == promised.seq() && found.hash().equals(promised.hash());
        return same
                ? ActionResult.ok(details.with("ledger_entry", true))
                : ActionResult.failed(
                        "the ledger has another entry than the receipt says: number " + found.seq(), details);
    }
}
