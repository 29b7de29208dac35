package org.corebucket.bridge.automation;

import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * What came of an action.
 *
 * @param outcome how it ended
 * @param again whether another try could come to anything else
 * @param details what a report tells of it
 */
public record ActionResult(JobOutcome outcome, boolean again, JsonObject details) {

    /** It came to what it should. */
    public static ActionResult ok(ActionDetails details) {
        return new ActionResult(JobOutcome.OK, false, details.object());
    }

    /** It failed, and may do better next time. */
    public static ActionResult failed(String error, ActionDetails details) {
        return of(JobOutcome.FAILED, true, error, details);
    }

    /** The bridge could not be reached, and may be next time. */
    public static ActionResult unreachable(String error, ActionDetails details) {
        return of(JobOutcome.UNREACHABLE, true, error, details);
    }

    /** The update is in the outbox, which goes on trying: nobody else must. */
    public static ActionResult queued(String why, ActionDetails details) {
        return of(JobOutcome.UNREACHABLE, false, why, details.with("queued", true));
    }

    /** It failed, and always will: there is a reason that no time heals. */
    public static ActionResult hopeless(String error, ActionDetails details) {
        return of(JobOutcome.FAILED, false, error, details);
    }

    /** It was not allowed to start. */
    public static ActionResult refused(String error, ActionDetails details) {
        return of(JobOutcome.REFUSED, false, error, details);
    }

    /** The runner's end ended it, or kept it from beginning. */
    public static ActionResult stopped(String error, ActionDetails details) {
        return of(JobOutcome.STOPPED, false, error, details);
    }

    private static ActionResult of(JobOutcome outcome, boolean again, String error, ActionDetails details) {
        return new ActionResult(outcome, again, details.with("error", error).object());
    }

    /** Whether it came to what it should. */
    public boolean success() {
        return outcome == JobOutcome.OK;
    }
}
