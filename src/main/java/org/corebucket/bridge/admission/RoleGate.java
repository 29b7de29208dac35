package org.corebucket.bridge.admission;

import java.util.Optional;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;

/** Whether a caller has the role that the route asks for. */
final class RoleGate {

    Optional<Rejection> refuse(Caller caller, Role needed) {
        if (caller.has(needed)) {
            return Optional.empty();
        }
        String detail = "the token has not the role " + needed.text();
        return Optional.of(Rejection.of(RejectionReason.INSUFFICIENT_PRIVILEGES, detail));
    }
}
