package org.corebucket.bridge.automation.action;

import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * What came of an action.
 *
 * @param outcome how it ended
 * @param again whether another try could come to anything else
 * @param details what a report tells of it
 */
public record ActionResult(Outcome outcome, boolean again, JsonObject details) {

    /** It came to what it should. */
    public static ActionResult ok(Details details) {
        return new ActionResult(Outcome.OK, false, details.object());
    }

    /** It failed, and may do better next time. */
    public static ActionResult failed(String error, Details details) {
        return of(Outcome.FAILED, true, error, details);
    }

    /** The bridge could not be reached, and may be next time. */
    public static ActionResult unreachable(String error, Details details) {
        return of(Outcome.UNREACHABLE, true, error, details);
    }

    /** The update is in the outbox, which goes on trying: nobody else must. */
    public static ActionResult queued(String why, Details details) {
        return of(Outcome.UNREACHABLE, false, why, details.with("queued", true));
    }

    /** It failed, and always will: there is a reason that no time heals. */
    public static ActionResult hopeless(String error, Details details) {
        return of(Outcome.FAILED, false, error, details);
    }

    /** It was not allowed to start. */
    public static ActionResult refused(String error, Details details) {
        return of(Outcome.REFUSED, false, error, details);
    }

    /** The runner's end ended it, or kept it from beginning. */
    public static ActionResult stopped(String error, Details details) {
        return of(Outcome.STOPPED, false, error, details);
    }

    private static ActionResult of(Outcome outcome, boolean again, String error, Details details) {
        return new ActionResult(outcome, again, details.with("error", error).object());
    }

    /** Whether it came to what it should. */
    public boolean success() {
        return outcome == Outcome.OK;
    }
}
