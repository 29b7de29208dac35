package org.corebucket.bridge.client.delivery;

import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.client.Reply;

/** What a reply means for the update that it is about, and so what comes next. */
sealed interface Verdict {

    /** The bridge has it. */
    record Settled() implements Verdict {}

    /** The bridge will never take it. */
    record Rejected(String reason) implements Verdict {}

    /** The bridge may have it: the receipt tells. */
    record Doubtful(String why) implements Verdict {}

    /** The bridge has not got it: it is to be sent. */
    record Missing() implements Verdict {}

    /**
     * Nothing is known that was not before: the same again, later.
     *
     * @param asked how much later, if the bridge said so
     */
    record Failed(String why, Optional<Duration> asked) implements Verdict {}

    int UNAUTHORIZED = 401;
    int NOT_FOUND = 404;
    int TOO_MANY = 429;

    /** That of a reply to an update (CONTRACT 4). */
    static Verdict ofSent(Reply reply) {
        if (reply instanceof Reply.Received) {
            return new Settled();
        }
        if (reply instanceof Reply.Unknown unknown) {
            return new Doubtful(unknown.why());
        }
        if (reply instanceof Reply.Refused refused) {
            return ofRefused(refused);
        }
        return failed(reply);
    }

    private static Verdict ofRefused(Reply.Refused refused) {
        int status = refused.status();
        if (status == UNAUTHORIZED && refused.reason().equals("replay_detected")) {
            return new Doubtful(words(refused));
        }
        boolean itsOwnFault = status / 100 == 4 && status != UNAUTHORIZED && status != TOO_MANY;
        return itsOwnFault ? new Rejected(words(refused)) : failed(refused);
    }

    /** That of a reply to the question for its receipt. */
    static Verdict ofAsked(Reply reply) {
        if (reply instanceof Reply.Received) {
            return new Settled();
        }
        boolean none = reply instanceof Reply.Refused refused && refused.status() == NOT_FOUND;
        return none ? new Missing() : failed(reply);
    }

    private static Failed failed(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return new Failed(words(refused), refused.retryAfter());
        }
        if (reply instanceof Reply.Unreachable unreachable) {
            return new Failed(unreachable.why(), Optional.empty());
        }
        if (reply instanceof Reply.Unsent unsent) {
            return new Failed(unsent.why(), Optional.empty());
        }
        String why = reply instanceof Reply.Unknown unknown ? unknown.why() : "the answer is no receipt";
        return new Failed(why, Optional.empty());
    }

    private static String words(Reply.Refused refused) {
        return "HTTP " + refused.status()
                + (refused.reason().isEmpty() ? "" : " " + refused.reason())
                + (refused.detail().isEmpty() ? "" : ": " + refused.detail());
    }
}
