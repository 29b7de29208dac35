package org.corebucket.bridge.automation.action;

import java.io.IOException;
import java.time.InstantSource;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/** Does what jobs are made of. For many threads. */
public final class Actions {

    private final BridgeApi bridge;
    private final Updates updates;
    private final PluginFiles plugins;
    private final BuiltInPlugins builtIns;
    private final InstantSource clock;

    /**
     * Actions at one bridge.
     *
     * @param builtIns the plugins that need no file
     */
    public Actions(
            BridgeApi bridge, Updates updates, PluginFiles plugins, BuiltInPlugins builtIns, InstantSource clock) {
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
    public ActionResult run(Action action, Task task) throws IOException, InterruptedException {
        if (action instanceof Action.SendUpdate update) {
            return sendUpdate(update, task);
        }
        if (action instanceof Action.SendHeartbeat heartbeat) {
            return send(bridge, heartbeat.heartbeat(), task);
        }
        if (action instanceof Action.RunBuiltIn plugin) {
            return builtIns.run(plugin.pluginName(), task);
        }
        if (action instanceof Action.RunFile plugin) {
            return plugins.run(plugin, task);
        }
        return Replies.result(bridge.bucketStatus(), Details.none());
    }

    private ActionResult sendUpdate(Action.SendUpdate action, Task task) throws IOException, InterruptedException {
        Details details = Details.none().with("module", action.module()).with("session_id", task.sessionId());
        JsonObject data = named(action.data(), task);
        return result(updates.deliver(new Update(action.module(), task.sessionId(), data, clock.instant())), details);
    }

    static ActionResult result(Updates.Sent sent, Details details) {
        if (sent instanceof Updates.Sent.Accepted accepted) {
            return ActionResult.ok(Replies.receipt(details, accepted.seq(), accepted.hash()));
        }
        if (sent instanceof Updates.Sent.Queued queued) {
            return ActionResult.queued("it is in the outbox: " + queued.why(), details);
        }
        return ActionResult.hopeless(
                "it was rejected: " + ((Updates.Sent.Rejected) sent).reason(), details.with("rejected", true));
    }

    static ActionResult send(BridgeApi bridge, Heartbeat heartbeat, Task task) throws InterruptedException {
        Heartbeat sent = new Heartbeat(heartbeat.module(), heartbeat.status(), named(heartbeat.metrics(), task));
        return Replies.result(bridge.send(sent), Details.none().with("module", heartbeat.module()));
    }

    /** With the node's name, which is the runner's to say whatever the descriptor says. */
    static JsonObject named(JsonObject data, Task task) {
        return Details.none().withAll(data).with("node_id", task.node().text()).object();
    }
}
