package org.corebucket.bridge.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded violation (CONTRACT 10).
 *
 * @param id its name, and its file's
 * @param time when it was raised
 * @param seen what was seen
 * @param lastGoodVerify when the deployment was last found ready before; null if that is not known
 * @param actions what was done about it, in the order of time
 * @param raisedBy who raised it
 */
public record Incident(
        IncidentId id,
        Instant time,
        Sighting seen,
        @Nullable Instant lastGoodVerify,
        List<IncidentAction> actions,
        IncidentOrigin raisedBy) {

    /** Enough for what is done about one thing; a watch that did more in vain would fill the disk. */
    private static final int MOST_ACTIONS = 500;

    /** Something that was done. */
    public record IncidentAction(Instant time, String text) {
        public IncidentAction {
            text = Sighting.shortened(text);
        }
    }

    /** A user at a host, by name. */
    public record IncidentOrigin(String host, String user) {}

    public Incident {
        actions = List.copyOf(actions);
    }

    /** Whether it stops everything. */
    public boolean isCritical() {
        return seen.severity() == Sighting.Severity.CRITICAL;
    }

    /**
     * The same incident with one more action. One that says the same as the last takes its place, so that what happens at
     * every interval stands there once, with its latest time; the latest also takes the place of the five-hundredth.
     */
    Incident with(IncidentAction action) {
        List<IncidentAction> all = new ArrayList<>(actions);
        int last = all.size() - 1;
        if (last >= 0 && (all.get(last).text().equals(action.text()) || all.size() >= MOST_ACTIONS)) {
            all.remove(last);
        }
        all.add(action);
        return new Incident(id, time, seen, lastGoodVerify, all, raisedBy);
    }
}
