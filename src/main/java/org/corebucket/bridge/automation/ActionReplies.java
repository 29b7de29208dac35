package org.corebucket.bridge.automation;

import org.corebucket.bridge.client.Reply;

/** What a bridge's replies mean to a job. */
final class ActionReplies {

    private ActionReplies() {}

    /** A reply that tells all by itself. */
    static ActionResult result(Reply reply, ActionDetails details) {
        if (reply instanceof Reply.Received received) {
            return ActionResult.ok(receipt(details, received.seq(), received.hash()));
        }
        if (reply instanceof Reply.Answered answered) {
            return ActionResult.ok(details.with("answer", answered.body()));
        }
        return trouble(reply, details);
    }

    /** A reply that brings neither a receipt nor an answer. */
    static ActionResult trouble(Reply reply, ActionDetails details) {
        if (reply instanceof Reply.BridgeUnreachable unreachable) {
            return ActionResult.unreachable("the bridge can't be reached: " + unreachable.why(), details);
        }
        if (reply instanceof Reply.Unsent unsent) {
            return ActionResult.failed("not sent: " + unsent.why(), details);
        }
        if (reply instanceof Reply.UnknownOutcome unknown) {
            return ActionResult.unreachable("no answer came: " + unknown.why(), details);
        }
        if (reply instanceof Reply.RefusedReply refused) {
            return ActionResult.failed(
                    "the bridge refused it: " + refused.status() + " " + refused.reason(),
                    details.with("status", refused.status())
                            .with("reason", refused.reason())
                            .with("detail", refused.detail()));
        }
        return ActionResult.failed("the bridge answered something else than what was asked", details);
    }

    static ActionDetails receipt(ActionDetails details, long seq, String hash) {
        return details.with(
                "receipt",
                ActionDetails.none().with("seq", seq).with("hash", hash).object());
    }
}
