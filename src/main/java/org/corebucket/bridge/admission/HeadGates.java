package org.corebucket.bridge.admission;

import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.TokenVerifier;

/**
 * The gates before a body is read, in the order of CONTRACT 6: size and content type, token, role. They take no lock that
 * is held for long, and wait for nothing: an I/O thread may ask them.
 */
public final class HeadGates {

    private final ContentGate content;
    private final TokenGate token;
    private final RoleGate role = new RoleGate();

    /**
     * Gates of one bridge.
     *
     * @param largestBody in bytes
     */
    public HeadGates(long largestBody, TokenVerifier verifier) {
        this.content = new ContentGate(largestBody);
        this.token = new TokenGate(verifier);
    }

    /**
     * Decides on a request whose route asks for a role.
     *
     * @param hasBody whether the route takes a body
     */
    public HeadDecision decide(RequestHead head, Role needed, boolean hasBody, Instant now) {
        Optional<Rejection> contentFlaw = hasBody ? content.refuse(head) : Optional.empty();
        if (contentFlaw.isPresent()) {
            return new HeadDecision.HeadRefused(contentFlaw.get());
        }
        HeadDecision decision = token.decide(head, now);
        if (decision instanceof HeadDecision.HeadPassed passed) {
            Optional<Rejection> lacking = role.refuse(passed.caller(), needed);
            return lacking.isPresent() ? new HeadDecision.HeadRefused(lacking.get()) : decision;
        }
        return decision;
    }
}
