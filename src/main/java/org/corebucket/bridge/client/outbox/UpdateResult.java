package org.corebucket.bridge.client.outbox;

import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.client.Reply;

/** What a reply means for an update, and so what must be done next. */
sealed interface UpdateResult {

    /** The bridge has it. */
    record Settled() implements UpdateResult {}

    /** The bridge will never accept it. */
    record RejectedForGood(String reason) implements UpdateResult {}

    /** The bridge may have it, so its receipt must be asked for. */
    record OutcomeUnknown(String why) implements UpdateResult {}

    /** The bridge does not have it, so it must be sent. */
    record NoReceipt() implements UpdateResult {}

    /**
     * The reply shows nothing new, so the same must be tried again later.
     *
     * @param asked the pause that the bridge asked for, if it did
     */
    record AttemptFailed(String why, Optional<Duration> asked) implements UpdateResult {}

    /** An emergency stop is in force there: nothing is taken until somebody resolves it. */
    record StoppedThere(String why) implements UpdateResult {}

    int UNAUTHORIZED = 401;
    int NOT_FOUND = 404;
    int TOO_MANY = 429;

    /** The result of a reply to an update (CONTRACT 4). */
    static UpdateResult ofSent(Reply reply) {
        if (reply instanceof Reply.Received) {
            return new Settled();
        }
        if (reply instanceof Reply.UnknownOutcome unknown) {
            return new OutcomeUnknown(unknown.why());
        }
        if (reply instanceof Reply.RefusedReply refused) {
            return ofRefused(refused);
        }
        return failed(reply);
    }

    private static UpdateResult ofRefused(Reply.RefusedReply refused) {
        int status = refused.status();
        if (refused.isStop()) {
            return new StoppedThere(words(refused));
        }
        if (status == UNAUTHORIZED && refused.reason().equals("replay_detected")) {
            return new OutcomeUnknown(words(refused));
        }
        boolean itsOwnFault = status / 100 == 4 && status != UNAUTHORIZED && status != TOO_MANY;
        return itsOwnFault ? new RejectedForGood(words(refused)) : failed(refused);
    }

    /** The result of a reply to the question for its receipt. */
    static UpdateResult ofAsked(Reply reply) {
        if (reply instanceof Reply.Received) {
            return new Settled();
        }
        boolean none = reply instanceof Reply.RefusedReply refused && refused.status() == NOT_FOUND;
        return none ? new NoReceipt() : failed(reply);
    }

    private static AttemptFailed failed(Reply reply) {
        if (reply instanceof Reply.RefusedReply refused) {
            return new AttemptFailed(words(refused), refused.retryAfter());
        }
        if (reply instanceof Reply.BridgeUnreachable unreachable) {
            return new AttemptFailed(unreachable.why(), Optional.empty());
        }
        if (reply instanceof Reply.Unsent unsent) {
            return new AttemptFailed(unsent.why(), Optional.empty());
        }
        String why = reply instanceof Reply.UnknownOutcome unknown ? unknown.why() : "the answer is no receipt";
        return new AttemptFailed(why, Optional.empty());
    }

    private static String words(Reply.RefusedReply refused) {
        return "HTTP " + refused.status()
                + (refused.reason().isEmpty() ? "" : " " + refused.reason())
                + (refused.detail().isEmpty() ? "" : ": " + refused.detail());
    }
}
