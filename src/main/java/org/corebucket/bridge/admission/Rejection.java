package org.corebucket.bridge.admission;

import java.util.Optional;

/**
 * A refusal: all that the answer, the log line, the count and the event say of it.
 *
 * @param detail for whoever sent the request; printable ASCII, never a token, key or whole input
 * @param module the module that the request claims to be of, registered or not, at most some 130 characters of it; empty
 *     while none is known
 */
public record Rejection(RejectionReason reason, String detail, String module) {

    /** A refusal before a registered module is known. */
    public static Rejection of(RejectionReason reason, String detail) {
        return new Rejection(reason, detail, "");
    }

    /**
     * The refusal of what can't be answered without the ledger, while that can't be read.
     *
     * @param module as that of a rejection
     */
    public static Rejection ledgerUnreadable(String module) {
        return new Rejection(RejectionReason.OVERLOADED, "the ledger can't be read at present", module);
    }

    /** The HTTP status of the answer. */
    public int status() {
        return reason.status();
    }

    /** The answer's {@code WWW-Authenticate} (RFC 6750, section 3); every 401 needs one (RFC 9110, section 15.5.2). */
    public Optional<String> challenge() {
        return switch (reason) {
            case MISSING_TOKEN -> Optional.of("Bearer realm=\"core-bucket-bridge\"");
            case INVALID_TOKEN, EXPIRED_TOKEN ->
                Optional.of("Bearer realm=\"core-bucket-bridge\", error=\"invalid_token\", error_description=\""
                        + reason.text() + "\"");
            default -> status() == 401 ? Optional.of("Bearer realm=\"core-bucket-bridge\"") : Optional.empty();
        };
    }
}
