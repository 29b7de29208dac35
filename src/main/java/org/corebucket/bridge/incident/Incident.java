package org.corebucket.bridge.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A recorded violation (CONTRACT 10).
 *
 * @param id its id, which is also its file's name
 * @param time when it was raised
 * @param violation what was seen
 * @param lastGoodVerify when the deployment was last found ready before that; null if it is not known
 * @param actions what was done about it, oldest first
 * @param raisedBy the user and host that raised it
 */
public record Incident(
        IncidentId id,
        Instant time,
        Violation violation,
        @Nullable Instant lastGoodVerify,
        List<IncidentAction> actions,
        IncidentOrigin raisedBy) {

    /** The most actions that are recorded, so that a watch that acts again and again does not fill the disk. */
    private static final int MOST_ACTIONS = 500;

    /** An action that was taken. */
    public record IncidentAction(Instant time, String text) {
        public IncidentAction {
            text = Violation.shortened(text);
        }
    }

    /** A user at a host, by name. */
    public record IncidentOrigin(String host, String user) {

        /** Both in one word, as a signed resolution names who made it: {@code USER@HOST}. */
        public String text() {
            return user + "@" + host;
        }
    }

    public Incident {
        actions = List.copyOf(actions);
    }

    /** Whether it puts the emergency stop in force. */
    public boolean isCritical() {
        return violation.severity() == Violation.Severity.CRITICAL;
    }

    /**
     * The same incident with one more action. If the last action has the same text, the new one replaces it, so that what
     * happens at every interval is recorded once, with its latest time. The new action also replaces the last one if there are
     * 500.
     */
    Incident with(IncidentAction action) {
        List<IncidentAction> all = new ArrayList<>(actions);
        int last = all.size() - 1;
        if (last >= 0 && (all.get(last).text().equals(action.text()) || all.size() >= MOST_ACTIONS)) {
            all.remove(last);
        }
        all.add(action);
        return new Incident(id, time, violation, lastGoodVerify, all, raisedBy);
    }

    /** The same incident with the actions of both, in the order of their times. */
    Incident withActionsOf(Incident other) {
        TreeSet<IncidentAction> both =
                new TreeSet<>(Comparator.comparing(IncidentAction::time).thenComparing(IncidentAction::text));
        both.addAll(actions);
        both.addAll(other.actions);
        Incident joined = new Incident(id, time, violation, lastGoodVerify, List.of(), raisedBy);
        for (IncidentAction action : both) {
            joined = joined.with(action);
        }
        return joined;
    }
}
