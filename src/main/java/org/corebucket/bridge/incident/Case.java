package org.corebucket.bridge.incident;

import java.io.IOException;
import java.util.Comparator;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known under one id. Whatever can't be known counts as critical and open.
 *
 * @param id the incident's; of a foreign file its name without the ending
 * @param content what its file holds
 * @param digest of the file's bytes; null if there are none to be read
 * @param closing what its resolution says
 * @param remembered whether this user's state has it as critical and open
 */
public record Case(String id, CaseContent content, @Nullable Sha256 digest, Closing closing, boolean remembered) {

    /** What lies under the incident's name. */
    public sealed interface CaseContent {

        /** The incident. */
        record Recorded(Incident incident) implements CaseContent {}

        /** Something that is no incident; the problem is a clause. */
        record UnreadableCase(String problem) implements CaseContent {}

        /** Nothing that the disk would give; what lies there may be anything. */
        record Unread(IOException trouble) implements CaseContent {}

        /** Nothing, though an incident was there. */
        record Gone() implements CaseContent {}
    }

    /** What lies under its resolution's name. */
    public sealed interface Closing {

        /** Nothing. */
        record NotClosed() implements Closing {}

        /** Something that resolves nothing; the problem is a clause. */
        record Doubtful(String problem) implements Closing {}

        /** A resolution by the release key, of this incident as it is. */
        record Resolved(Resolution resolution) implements Closing {}

        /** Somebody took note of it, and it is no more than a warning. */
        record Acknowledged(Acknowledgement acknowledgement) implements Closing {}
    }

    /** In the order in which people should look: what stops everything, then the other open ones; each by id, and so by time. */
    public static final Comparator<Case> BY_URGENCY =
            Comparator.comparingInt(Case::urgency).thenComparing(Case::id);

    private int urgency() {
        return stops() ? 0 : isOpen() ? 1 : 2;
    }

    /** Whether somebody has yet to deal with it. */
    public boolean isOpen() {
        return !isResolved() && !(closing instanceof Closing.Acknowledged);
    }

    /** Whether the release key's holder has resolved it, as it is. */
    public boolean isResolved() {
        return closing instanceof Closing.Resolved;
    }

    /** Whether it puts the emergency stop in force. */
    public boolean stops() {
        return !isResolved() && isCritical();
    }

    /** Whether it does so until it is resolved. */
    public boolean isCritical() {
        return remembered
                || !(content instanceof CaseContent.Recorded recorded)
                || recorded.incident().isCritical();
    }

    /** Whether the file is less than what this host remembers of it: gone, or no longer critical. */
    boolean wentBack() {
        boolean holds = content instanceof CaseContent.UnreadableCase
                || content instanceof CaseContent.Unread
                || (content instanceof CaseContent.Recorded recorded
                        && recorded.incident().isCritical());
        return remembered && !isResolved() && !holds;
    }

    /**
     * The same, for a caller that is going to change the record.
     *
     * @throws IOException if the disk did not give its file, so that nobody can tell what it is
     */
    public Case requireRead() throws IOException {
        if (content instanceof CaseContent.Unread unread) {
            throw unread.trouble();
        }
        return this;
    }

    /** What it is about, in a sentence. */
    public String summary() {
        if (content instanceof CaseContent.Recorded recorded) {
            return recorded.incident().seen().summary();
        }
        if (content instanceof CaseContent.Unread unread) {
            return "its file can't be read: " + IoTrouble.reason(unread.trouble());
        }
        return content instanceof CaseContent.UnreadableCase unreadable
                ? "its file can't be read: " + unreadable.problem()
                : "its file is gone";
    }
}
