package org.corebucket.bridge.client;

import java.io.IOException;
import java.util.Optional;

/**
 * A bridge as its clients see it (CONTRACT 6). Every call ends within a limit, and each is signed anew. Calls may be made from
 * several threads.
 */
public interface BridgeApi {

    /** Posts an update: {@link Reply.Received} is its receipt. */
    Reply send(Update update) throws InterruptedException;

    /**
     * The same, for a caller that knows the next update: that may be signed while the answer is on its way.
     *
     * @param next asked at most once, on this thread
     */
    default Reply send(Update update, Next next) throws InterruptedException {
        return send(update);
    }

    /** What will be sent after an update. */
    @FunctionalInterface
    interface Next {

        /** Empty if that is not known yet. */
        Optional<Update> update() throws IOException;
    }

    /** Posts a heartbeat with the time of now. */
    Reply send(Heartbeat heartbeat) throws InterruptedException;

    /** Asks for the receipt of an update: {@link Reply.Received}, or {@link Reply.RefusedReply} with 404 if there is none. */
    Reply receipt(String module, String sessionId) throws InterruptedException;

    /** Asks for the health, without a token. */
    Reply health() throws InterruptedException;

    /** Asks for {@code /bucket/status}. */
    Reply bucketStatus() throws InterruptedException;
}
