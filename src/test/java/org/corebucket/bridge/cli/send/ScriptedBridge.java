package org.corebucket.bridge.cli.send;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.corebucket.bridge.cli.Operator;
import org.corebucket.bridge.cli.shared.BridgeAccess;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import picocli.CommandLine.Model.CommandSpec;

/** A bridge that answers what it was told to, the last answer for ever, and keeps what it was sent. */
public class ScriptedBridge implements BridgeAccess, BridgeApi {

    private final Queue<Reply> replies;
    private final List<Heartbeat> sent = new ArrayList<>();

    /** With its answers, in their order. */
    public ScriptedBridge(Reply... replies) {
        this.replies = new ArrayDeque<>(List.of(replies));
    }

    /** A session of an operator with writers of its own. */
    public static Session session(Operator operator, StringWriter out, StringWriter err) {
        Clock clock = Clock.fixed(operator.now(), ZoneOffset.UTC);
        Host host = new Host(Map.of("XDG_STATE_HOME", operator.state().toString()), operator.root(), clock);
        return new Session(host, new PrintWriter(out, true), new PrintWriter(err, true), Terminal.NONE);
    }

    List<Heartbeat> sent() {
        return sent;
    }

    private Reply next() {
        return replies.size() > 1 ? replies.remove() : replies.element();
    }

    @Override
    public void addTo(CommandSpec spec) {
        // It is the only one.
    }

    @Override
    public BridgeApi connect(Session session, Deployment deployment, String module) {
        return this;
    }

    @Override
    public BridgeApi connect(Session session, Deployment deployment) throws Exception {
        return this;
    }

    @Override
    public Reply send(Update update) {
        throw new AssertionError("nobody sends an update here");
    }

    @Override
    public Reply send(Heartbeat heartbeat) {
        sent.add(heartbeat);
        return next();
    }

    @Override
    public Reply receipt(String module, String sessionId) {
        throw new AssertionError("nobody asks for a receipt here");
    }

    @Override
    public Reply health() {
        return next();
    }

    @Override
    public Reply bucketStatus() {
        throw new AssertionError("nobody asks for that here");
    }
}
