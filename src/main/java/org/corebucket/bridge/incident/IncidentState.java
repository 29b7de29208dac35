package org.corebucket.bridge.incident;

import java.io.IOException;
import java.util.Comparator;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one incident. Whatever can't be found out counts as critical and open.
 *
 * @param id the incident's id; for a file that is not an incident, its name without the ending
 * @param content what its file holds
 * @param digest the digest of the file's bytes; null if they can't be read
 * @param closing how it was closed, if it was
 * @param remembered whether this user's state names it as critical and open
 */
public record IncidentState(
        String id, IncidentContent content, @Nullable Sha256 digest, Closing closing, boolean remembered) {

    /** The content of the incident's file. */
    public sealed interface IncidentContent {

        /** An incident. */
        record Recorded(Incident incident) implements IncidentContent {}

        /** A file that is not an incident; the problem is a clause. */
        record UnreadableIncident(String problem) implements IncidentContent {}

        /** A file that the disk did not give, so that it may be anything. */
        record Unread(IOException trouble) implements IncidentContent {}

        /** No file, although there was one. */
        record Gone() implements IncidentContent {}
    }

    /** How an incident was closed. */
    public sealed interface Closing {

        /** It was not closed. */
        record NotClosed() implements Closing {}

        /** There is a file that does not close it; the problem is a clause. */
        record Doubtful(String problem) implements Closing {}

        /** The release key signed a resolution of this incident as it is. */
        record Resolved(Resolution resolution) implements Closing {}

        /** It is a warning, and somebody took note of it. */
        record Acknowledged(Acknowledgement acknowledgement) implements Closing {}
    }

    /**
     * The order in which people should look: first the incidents that keep the stop in force, then the other open ones, then
     * the rest; within each group by id, and so by time.
     */
    public static final Comparator<IncidentState> BY_URGENCY =
            Comparator.comparingInt(IncidentState::urgency).thenComparing(IncidentState::id);

    private int urgency() {
        return stops() ? 0 : isOpen() ? 1 : 2;
    }

    /** Whether it is neither resolved nor acknowledged. */
    public boolean isOpen() {
        return !isResolved() && !(closing instanceof Closing.Acknowledged);
    }

    /** Whether the release key's holder has resolved it as it is now. */
    public boolean isResolved() {
        return closing instanceof Closing.Resolved;
    }

    /** Whether it keeps the emergency stop in force. */
    public boolean stops() {
        return !isResolved() && isCritical();
    }

    /** Whether it is critical, so that the stop is in force until it is resolved. */
    public boolean isCritical() {
        return remembered
                || !(content instanceof IncidentContent.Recorded recorded)
                || recorded.incident().isCritical();
    }

    /** Whether this host remembers more than the file says: the file is gone, or no longer critical. */
    boolean wentBack() {
        boolean holds = content instanceof IncidentContent.UnreadableIncident
                || content instanceof IncidentContent.Unread
                || (content instanceof IncidentContent.Recorded recorded
                        && recorded.incident().isCritical());
        return remembered && !isResolved() && !holds;
    }

    /**
     * Returns this incident to a caller that is going to change its record.
     *
     * @throws IOException if the disk did not give its file
     */
    public IncidentState requireRead() throws IOException {
        if (content instanceof IncidentContent.Unread unread) {
            throw unread.trouble();
        }
        return this;
    }

    /** What the incident is about, in a sentence. */
    public String summary() {
        if (content instanceof IncidentContent.Recorded recorded) {
            return recorded.incident().violation().summary();
        }
        if (content instanceof IncidentContent.Unread unread) {
            return "its file can't be read: " + IoTrouble.reason(unread.trouble());
        }
        return content instanceof IncidentContent.UnreadableIncident unreadable
                ? "its file can't be read: " + unreadable.problem()
                : "its file is gone";
    }

    /** What to do about it while it is open: the commands that show and close it, or what keeps it from being read. */
    public String remedy() {
        if (content instanceof IncidentContent.Unread unread) {
            return IoTrouble.remedy(unread.trouble());
        }
        if (!IncidentId.isId(id)) {
            return "nothing of that name is an incident: look at it, then move it out of logs/incidents";
        }
        String show = "bridgectl incident show " + id;
        return isCritical()
                ? show + "; once its cause is gone: bridgectl incident resolve " + id + " --reason TEXT"
                : show + "; to take note of it: bridgectl incident acknowledge " + id + " --reason TEXT";
    }
}
