package org.corebucket.bridge.bridge.state;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.corebucket.bridge.admission.Rejection;

/** The last few requests that were refused, for the dashboard. Any thread may use it. */
public final class RecentRefusals {

    /** How many are kept. */
    public static final int MOST = 12;

    private final Deque<RecentRefusal> last = new ArrayDeque<>(MOST);

    /**
     * A refused request.
     *
     * @param endpoint the route's name
     * @param rejection which of the gates refused it, and why
     */
    public record RecentRefusal(Instant time, String endpoint, Rejection rejection) {}

    synchronized void add(RecentRefusal refusal) {
        if (last.size() == MOST) {
            last.removeLast();
        }
        last.addFirst(refusal);
    }

    /** The refused requests, the newest first. */
    public synchronized List<RecentRefusal> newest() {
        return List.copyOf(last);
    }
}
