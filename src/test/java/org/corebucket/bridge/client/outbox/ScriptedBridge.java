package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;

/** A bridge that takes everything once, but for the replies that a test lays in its way, each for one call. */
final class ScriptedBridge implements BridgeApi {

    /** What it is to do with one update that comes. */
    record Script(Reply reply, boolean stores) {}

    private static final String HASH = "0".repeat(64);

    final List<String> calls = new ArrayList<>();
    final List<String> announced = new ArrayList<>();
    private final Map<String, Deque<Script>> scripts = new HashMap<>();
    private final Map<String, Reply> always = new HashMap<>();
    private final Deque<Reply> receipts = new ArrayDeque<>();
    private final Set<String> breaking = new HashSet<>();
    private final Set<String> stored = new LinkedHashSet<>();

    /** The next update of a module is answered so. */
    synchronized void next(String module, Reply reply, boolean stores) {
        scripts.computeIfAbsent(module, name -> new ArrayDeque<>()).add(new Script(reply, stores));
    }

    /** The next question for a receipt is answered so. */
    synchronized void nextReceipt(Reply reply) {
        receipts.add(reply);
    }

    /** The next update of a module is stored, and who sent it comes to a sudden end. */
    synchronized void breaksAt(String module) {
        breaking.add(module);
    }

    /** Whatever is asked for a module is answered so. */
    synchronized void always(String module, Reply reply) {
        always.put(module, reply);
    }

    synchronized List<String> stored() {
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

    @Override
    public Reply send(Heartbeat heartbeat) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reply health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reply bucketStatus() {
        throw new UnsupportedOperationException();
    }
}
