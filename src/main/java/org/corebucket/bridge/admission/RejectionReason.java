package org.corebucket.bridge.admission;

/** Why a request is refused: the answer's status and {@code reason}, and the event's type (CONTRACT 6 and 7). */
public enum RejectionReason {
    /** The body is larger than the limit. */
    BODY_TOO_LARGE(413, "body_too_large", Event.ENVELOPE),
    /** The body is not announced as JSON in UTF-8. */
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type", Event.ENVELOPE),
    /** There is no bearer token. */
    MISSING_TOKEN(401, "missing_token", Event.AUTHENTICATION),
    /** The token is not believed. */
    INVALID_TOKEN(401, "invalid_token", Event.AUTHENTICATION),
    /** The token was believed until it expired. */
    EXPIRED_TOKEN(401, "expired_token", Event.AUTHENTICATION),
    /** The token has not the role, or may not speak for the module. */
    INSUFFICIENT_PRIVILEGES(403, "insufficient_privileges", Event.AUTHORIZATION),
    /** The body is not JSON. */
    MALFORMED_JSON(400, "malformed_json", Event.ENVELOPE),
    /** A field of the envelope is missing or wrong; the detail names it. */
    INVALID_ENVELOPE(422, "invalid_envelope", Event.ENVELOPE),
    /** The policy knows no such module. */
    UNKNOWN_MODULE(403, "unknown_module", Event.AUTHORIZATION),
    /** The module's key did not make the signature over this payload. */
    INVALID_SIGNATURE(401, "invalid_signature", Event.SIGNATURE),
    /** The payload's time is too far from the bridge's. */
    STALE_TIMESTAMP(401, "stale_timestamp", Event.FRESHNESS),
    /** Nonce, signed bytes or session were seen before. */
    REPLAY_DETECTED(401, "replay_detected", Event.REPLAY),
    /** What was sent again is still being stored for the first time: try again. */
    IN_PROGRESS(503, "in_progress", Event.REPLAY),
    /** Whether it is stored is not known: ask for its receipt, and send it again if there is none. */
    OUTCOME_UNKNOWN(503, "outcome_unknown", Event.CAPACITY),
    /** An emergency stop is in force at all nodes: nothing is stored until it is resolved. */
    EMERGENCY_STOP(503, "emergency_stop", Event.CAPACITY),
    /** There is no room for it now: try again. */
    OVERLOADED(503, "overloaded", Event.CAPACITY),
    /** The disk is full. */
    DISK_FULL(507, "disk_full", Event.CAPACITY);

    private final int status;
    private final String text;
    private final String eventType;

    RejectionReason(int status, String text, String eventType) {
        this.status = status;
        this.text = text;
        this.eventType = eventType;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** As answers and logs write it. */
    public String text() {
        return text;
    }

    /** The {@code event_type} of {@code insight/flow.log}. */
    public String eventType() {
        return eventType;
    }

    /** Whether the bridge could not take it, whatever was sent: nobody did anything wrong. */
    public boolean isCapacity() {
        return eventType.equals(Event.CAPACITY);
    }

    /** The types of events, which several reasons share. */
    private static final class Event {
        static final String ENVELOPE = "envelope_rejection";
        static final String AUTHENTICATION = "authentication_rejection";
        static final String AUTHORIZATION = "authorization_rejection";
        static final String SIGNATURE = "signature_rejection";
        static final String FRESHNESS = "freshness_rejection";
        static final String REPLAY = "replay_rejection";
        static final String CAPACITY = "capacity_rejection";
    }
}
