package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.cli.shared.BridgeAccess;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.Deployment;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A bridge without a connection, which does as it was told. It takes every update once, but for the replies that a test lays in
 * its way; heartbeats and questions for its health get the replies that it was made with. What else is asked fails the test.
 */
public class ScriptedBridge implements BridgeAccess, BridgeApi {

    /** What it is to do with one update that comes. */
    private record Script(Reply reply, boolean stores) {}

    private static final String HASH = "0".repeat(64);

    /** What was asked, as {@code send SESSION} and {@code ask SESSION}. */
    public final List<String> calls = new ArrayList<>();

    /** Which update was announced with which. */
    public final List<String> announced = new ArrayList<>();

    private final Deque<Reply> replies;
    private final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Script>> scripts = new HashMap<>();
    private final Map<String, Reply> always = new HashMap<>();
    private final Deque<Reply> receipts = new ArrayDeque<>();
    private final Set<String> breaking = new HashSet<>();
    private final Set<String> stored = new LinkedHashSet<>();

    /**
     * A bridge to which nothing was sent yet.
     *
     * @param replies to heartbeats and questions for its health, in their order, the last one for ever
     */
    public ScriptedBridge(Reply... replies) {
        this.replies = new ArrayDeque<>(List.of(replies));
    }

    /** The next update of a module is answered so. */
    public synchronized void next(String module, Reply reply, boolean stores) {
        scripts.computeIfAbsent(module, name -> new ArrayDeque<>()).add(new Script(reply, stores));
    }

    /** The next question for a receipt is answered so. */
    public synchronized void nextReceipt(Reply reply) {
        receipts.add(reply);
    }

    /** The next update of a module is stored, and who sent it comes to a sudden end. */
    public synchronized void breaksAt(String module) {
        breaking.add(module);
    }

    /** Whatever is asked for a module is answered so. */
    public synchronized void always(String module, Reply reply) {
        always.put(module, reply);
    }

    public synchronized List<String> stored() {
        return List.copyOf(stored);
    }

    @Override
    public synchronized Reply send(Update update, Next next) {
        try {
            announced.add(update.sessionId() + " before "
                    + next.update().map(Update::sessionId).orElse("nothing"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return send(update);
    }

    @Override
    public synchronized Reply send(Update update) {
        calls.add("send " + update.sessionId());
        if (breaking.remove(update.module())) {
            stored.add(update.sessionId());
            throw new IllegalStateException("broken");
        }
        Reply standing = always.get(update.module());
        if (standing != null) {
            return standing;
        }
        Deque<Script> script = scripts.getOrDefault(update.module(), new ArrayDeque<>());
        if (!script.isEmpty()) {
            Script next = script.remove();
            if (next.stores()) {
                stored.add(update.sessionId());
            }
            return next.reply();
        }
        return stored.add(update.sessionId())
                ? new Reply.Received(stored.size(), HASH)
                : new Reply.RefusedReply(401, "replay_detected", "", Optional.empty());
    }

    @Override
    public synchronized Reply receipt(String module, String sessionId) {
        calls.add("ask " + sessionId);
        Reply standing = always.get(module);
        if (standing != null) {
            return standing;
        }
        if (!receipts.isEmpty()) {
            return receipts.remove();
        }
        return stored.contains(sessionId)
                ? new Reply.Received(1, HASH)
                : new Reply.RefusedReply(404, "not_found", "", Optional.empty());
    }

    /** The heartbeats that came. */
    public List<Heartbeat> heartbeats() {
        return List.copyOf(heartbeats);
    }

    @Override
    public Reply send(Heartbeat heartbeat) {
        heartbeats.add(heartbeat);
        return reply();
    }

    @Override
    public Reply health() {
        return reply();
    }

    private synchronized Reply reply() {
        return replies.size() > 1 ? replies.remove() : replies.element();
    }

    @Override
    public Reply bucketStatus() {
        throw new AssertionError("no test asks a scripted bridge for that");
    }

    @Override
    public void addTo(CommandSpec spec) {
        // There is one way to this bridge.
    }

    @Override
    public BridgeApi connect(Session session, Deployment deployment, String module) {
        return this;
    }

    @Override
    public List<AddressedBridge> bridges(Session session, Deployment deployment) throws Exception {
        return List.of(new AddressedBridge(URI.create("http://127.0.0.1:8000"), this));
    }
}
