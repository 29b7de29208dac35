package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.bridge.state.History;
import org.corebucket.bridge.http.HttpStream;

/**
 * Who has the dashboard open: each gets a snapshot at once, and then, every second, what may have changed (server-sent
 * events of the WHATWG's HTML standard, section 9.2). Nobody is told anything once the token has expired. Safe for use by
 * many threads; none of them is held.
 */
public final class Viewers implements Closeable {

    /** More than this at once are turned away. */
    private static final int MOST = 16;

    /** A minute that has passed may still have been going on when it was told last. */
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

    private final Snapshot snapshot;
    private final List<Viewer> viewers = new ArrayList<>();

    /** Nobody yet. */
    public Viewers(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Whether a viewer may still be told. */
    public interface Permission {
        /** Asked before each event. */
        boolean isGivenAt(Instant now);
    }

    private record Viewer(HttpStream stream, Permission permission) {}

    /** Whether there is room for one more, at this moment. */
    public synchronized boolean hasRoom() {
        return viewers.size() < MOST;
    }

    /** Tells one more from now on, or ends its stream if another took the last room a moment ago. */
    public void add(HttpStream stream, Permission permission, Instant now) {
        Viewer viewer = new Viewer(stream, permission);
        Instant all = now.minus(Duration.ofMinutes(History.MINUTES));
        synchronized (this) {
            if (!hasRoom()) {
                stream.close();
                return;
            }
            // Before it is one of those who are told what changes.
            stream.send(event("snapshot", snapshot.text(all, now)));
            viewers.add(viewer);
        }
        stream.onClose(() -> remove(viewer));
    }

    private synchronized void remove(Viewer viewer) {
        viewers.remove(viewer);
    }

    private synchronized List<Viewer> all() {
        return List.copyOf(viewers);
    }

    /** Tells everybody how it is; to be called every second. Costs nothing while nobody looks. */
    public void tick(Instant now) {
        List<Viewer> told = all();
        if (told.isEmpty()) {
            return;
        }
        byte[] update = event("update", snapshot.text(now.minus(TOLD_AGAIN), now));
        for (Viewer viewer : told) {
            if (viewer.permission().isGivenAt(now)) {
                viewer.stream().send(update);
            } else {
                viewer.stream().send(event("expired", "{}"));
                viewer.stream().close();
            }
        }
    }

    /** Tells everybody that an emergency stop ends the bridge: what they see next is not a lost connection. */
    public void stopped() {
        byte[] stopped = event("stopped", "{}");
        all().forEach(viewer -> viewer.stream().send(stopped));
    }

    private static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Ends all streams; their viewers come again when there is a bridge again. */
    @Override
    public void close() {
        all().forEach(viewer -> viewer.stream().close());
    }
}
