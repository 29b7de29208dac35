package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.http.HttpStream;

/**
 * The viewers that have the dashboard open. Each gets a snapshot at once, and then, every second, what may have changed
 * (server-sent events of the WHATWG's HTML standard, section 9.2). A viewer gets nothing more once its token has
 * expired. Any thread may call the methods, and none of them blocks for a slow viewer.
 */
public final class Viewers implements Closeable {

    /** How many viewers there may be at once. */
    private static final int MOST = 16;

    /** How far back an update goes: a minute that is over now may not have been when it was sent last. */
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

    private final Snapshot snapshot;
    private final List<Viewer> viewers = new ArrayList<>();

    /** Begins without viewers. */
    public Viewers(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Decides whether a viewer may still get events. */
    public interface Permission {
        /** Whether the permission holds now. It is asked before each event. */
        boolean isGivenAt(Instant now);
    }

    private record Viewer(HttpStream stream, Permission permission) {}

    /** Whether there is room for one more viewer at this moment. */
    public synchronized boolean hasRoom() {
        return viewers.size() < MOST;
    }

    /** Adds a viewer, or closes its stream if another one has just taken the last room. */
    public void add(HttpStream stream, Permission permission, Instant now) {
        Viewer viewer = new Viewer(stream, permission);
        Instant all = now.minus(GroupFigures.HISTORY);
        synchronized (this) {
            if (!hasRoom()) {
                stream.close();
                return;
            }
            // The snapshot goes first, before the viewer can get an update.
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

    /** Sends all viewers an update; to be called every second. Without viewers it does nothing. */
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

    /** Tells all viewers that an emergency stop ends the bridge, so that they do not take it for a lost connection. */
    public void stopped() {
        byte[] stopped = event("stopped", "{}");
        all().forEach(viewer -> viewer.stream().send(stopped));
    }

    private static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Closes all streams. The page connects again when a bridge runs again. */
    @Override
    public void close() {
        all().forEach(viewer -> viewer.stream().close());
    }
}
