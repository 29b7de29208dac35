package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.InstantSource;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/** Does what jobs are made of. For many threads. */
final class Actions {

    private final BridgeApi bridge;
    private final UpdateSender updates;
    private final PluginFiles plugins;
    private final BuiltInPlugins builtIns;
    private final InstantSource clock;

    /**
     * Actions at one bridge.
     *
     * @param builtIns the plugins that need no file
     */
    Actions(BridgeApi bridge, UpdateSender updates, PluginFiles plugins, BuiltInPlugins builtIns, InstantSource clock) {
        this.bridge = bridge;
        this.updates = updates;
        this.plugins = plugins;
        this.builtIns = builtIns;
        this.clock = clock;
    }

    /**
     * Does one.
     *
     * @throws IOException if this machine kept it from being done
     */
    ActionResult run(Action action, Task task) throws IOException, InterruptedException {
        if (action instanceof Action.SendUpdate update) {
            return sendUpdate(update, task);
        }
        if (action instanceof Action.SendHeartbeat heartbeat) {
            return send(bridge, heartbeat.heartbeat(), task);
        }
        if (action instanceof Action.RunBuiltIn builtIn) {
            return builtIns.run(builtIn.plugin(), task);
        }
        if (action instanceof Action.ProcessAction process) {
            return plugins.run(process, task);
        }
        return ActionReplies.result(bridge.bucketStatus(), ActionDetails.none());
    }

    private ActionResult sendUpdate(Action.SendUpdate action, Task task) throws IOException, InterruptedException {
        ActionDetails details =
                ActionDetails.none().with("module", action.module()).with("session_id", task.sessionId());
        JsonObject data = named(action.data(), task);
        return result(updates.deliver(new Update(action.module(), task.sessionId(), data, clock.instant())), details);
    }

    static ActionResult result(UpdateSender.Sent sent, ActionDetails details) {
        if (sent instanceof UpdateSender.Sent.UpdateAccepted accepted) {
            return ActionResult.ok(ActionReplies.receipt(details, accepted.seq(), accepted.hash()));
        }
        if (sent instanceof UpdateSender.Sent.UpdateQueued queued) {
            return ActionResult.queued("it is in the outbox: " + queued.why(), details);
        }
        return ActionResult.hopeless(
                "it was rejected: " + ((UpdateSender.Sent.UpdateRejected) sent).reason(),
                details.with("rejected", true));
    }

    static ActionResult send(BridgeApi bridge, Heartbeat heartbeat, Task task) throws InterruptedException {
        Heartbeat sent = new Heartbeat(heartbeat.module(), heartbeat.status(), named(heartbeat.metrics(), task));
        return ActionReplies.result(bridge.send(sent), ActionDetails.none().with("module", heartbeat.module()));
    }

    /** With the node's name, which is the runner's to say whatever the descriptor says. */
    static JsonObject named(JsonObject data, Task task) {
        return ActionDetails.none()
                .withAll(data)
                .with("node_id", task.node().text())
                .object();
    }
}
