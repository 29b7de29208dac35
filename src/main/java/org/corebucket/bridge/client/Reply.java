package org.corebucket.bridge.client;

import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/** What came of a call. */
public sealed interface Reply {

    /**
     * It is on the bridge's disk.
     *
     * @param seq the entry's number in the ledger
     * @param hash the entry's hash, 64 hex digits
     */
    record Received(long seq, String hash) implements Reply {}

    /** An enquiry was answered. */
    record Answered(JsonObject body) implements Reply {}

    /**
     * The bridge said no; it did not take it.
     *
     * @param status of HTTP
     * @param reason the body's {@code reason}; empty if it has none
     * @param detail the body's {@code detail}, on one line; empty if it has none
     * @param retryAfter what {@code Retry-After} asks for
     */
    record RefusedReply(int status, String reason, String detail, Optional<Duration> retryAfter) implements Reply {

        /** Whether it said no since an emergency stop is in force, at all bridges of its ledger (CONTRACT 12). */
        public boolean isStop() {
            return status == 503 && reason.equals("emergency_stop");
        }
    }

    /**
     * No connection came about: the bridge did not see it.
     *
     * @param timedOut whether that is all that is known: a bridge may be there, and slow
     */
    record BridgeUnreachable(String why, boolean timedOut) implements Reply {

        /** Nobody is there. */
        public BridgeUnreachable(String why) {
            this(why, false);
        }
    }

    /**
     * Nothing was sent, since there was no key or token to be had: that says nothing of the bridge.
     *
     * @param why with the name of the file
     */
    record Unsent(String why) implements Reply {}

    /** It was sent, or a part of it, and no answer came that tells what became of it. */
    record UnknownOutcome(String why) implements Reply {}
}
