package org.corebucket.bridge.client.outbox;

import org.corebucket.bridge.readiness.MendableException;

/** The outbox refuses updates because of their number or size. None of the updates that were added together is queued. */
public final class OutboxFullException extends MendableException {

    private static final long serialVersionUID = 1L;

    private static final String REMEDY = "\nMake the bridge reachable and run: bridgectl sync --drain\n"
            + "What was rejected takes room too: look at outbox/rejected/, and remove what is dealt with.";

    private OutboxFullException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }

    static OutboxFullException updates(long waiting, int more, long limit) {
        return new OutboxFullException("the outbox is full: " + waiting + " updates wait, " + more
                + " more would pass its limit of " + limit + "; nothing was queued" + REMEDY);
    }

    static OutboxFullException bytes(long held, long more, long limit) {
        return new OutboxFullException("the outbox is full: it holds " + held + " bytes, " + more
                + " more would pass its limit of " + limit + "; nothing was queued" + REMEDY);
    }

    static OutboxFullException tooLong(String module, long bytes, long limit) {
        return new OutboxFullException("an update of " + module + " takes " + bytes + " bytes, and the outbox takes "
                + limit + " at most; nothing was queued\nNo bridge takes one of that size: send it in parts.");
    }
}
