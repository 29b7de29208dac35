package org.corebucket.bridge.client;

import java.time.Duration;
import org.corebucket.bridge.process.WaitingClock;

/** Sends one heartbeat, in a few quick attempts: it says how a module is now, so later it would say nothing. */
public final class HeartbeatSender {

    /** What came of it. */
    public sealed interface HeartbeatOutcome {

        /**
         * It is in the ledger.
         *
         * @param seq the entry's number
         */
        record HeartbeatAccepted(long seq) implements HeartbeatOutcome {}

        /** The bridge does not take it, and would not in any attempt. */
        record HeartbeatRejected(String why) implements HeartbeatOutcome {}

        /**
         * No bridge acknowledged it: there is none, or it can't at present.
         *
         * @param sent whether it went out, and may have arrived
         */
        record BridgeAway(String why, boolean sent) implements HeartbeatOutcome {}

        /** An emergency stop is in force at the bridge, and at all of its ledger. */
        record BridgeStopped(String why) implements HeartbeatOutcome {}

        /** There is no key or token to send it with. */
        record HeartbeatUnsent(String why) implements HeartbeatOutcome {}
    }

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    /** No attempt begins later than this after the first. */
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final int GROWTH = 3;

    private final BridgeApi bridge;
    private final WaitingClock clock;
    private final int attempts;

    /**
     * To one bridge.
     *
     * @param attempts from 1
     */
    public HeartbeatSender(BridgeApi bridge, WaitingClock clock, int attempts) {
        this.bridge = bridge;
        this.clock = clock;
        this.attempts = attempts;
    }

    /** Sends a heartbeat, signed anew at each attempt: one that arrives twice does no harm. */
    public HeartbeatOutcome send(Heartbeat heartbeat) throws InterruptedException {
        long begin = clock.nanos();
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Reply reply = bridge.send(heartbeat);
            HeartbeatOutcome outcome = outcome(reply);
            Duration wait = asked(reply, pause);
            Duration elapsed = Duration.ofNanos(clock.nanos() - begin).plus(wait);
            if (!(outcome instanceof HeartbeatOutcome.BridgeAway)
                    || attempt >= attempts
                    || elapsed.compareTo(LONGEST) > 0) {
                return outcome;
            }
            clock.pause(wait);
            pause = pause.multipliedBy(GROWTH);
        }
    }

    private static HeartbeatOutcome outcome(Reply reply) {
        if (reply instanceof Reply.Received received) {
            return new HeartbeatOutcome.HeartbeatAccepted(received.seq());
        }
        if (reply instanceof Reply.RefusedReply refused) {
            String why = words(refused);
            if (refused.isStop()) {
                return new HeartbeatOutcome.BridgeStopped(why);
            }
            boolean later = refused.status() == TOO_MANY_REQUESTS || refused.status() >= SERVER_ERRORS;
            return later ? new HeartbeatOutcome.BridgeAway(why, false) : new HeartbeatOutcome.HeartbeatRejected(why);
        }
        if (reply instanceof Reply.BridgeUnreachable unreachable) {
            return new HeartbeatOutcome.BridgeAway(unreachable.why(), false);
        }
        if (reply instanceof Reply.Unsent unsent) {
            return new HeartbeatOutcome.HeartbeatUnsent(unsent.why());
        }
        return new HeartbeatOutcome.BridgeAway(
                reply instanceof Reply.UnknownOutcome unknown ? unknown.why() : "it answered without a receipt", true);
    }

    private static String words(Reply.RefusedReply refused) {
        return refused.status()
                + (refused.reason().isEmpty() ? "" : " " + refused.reason())
                + (refused.detail().isEmpty() ? "" : ": " + refused.detail());
    }

    /** A bridge that says when to come back is not asked before. */
    private static Duration asked(Reply reply, Duration pause) {
        if (reply instanceof Reply.RefusedReply refused && refused.retryAfter().isPresent()) {
            Duration after = refused.retryAfter().get();
            return after.compareTo(pause) > 0 ? after : pause;
        }
        return pause;
    }
}
