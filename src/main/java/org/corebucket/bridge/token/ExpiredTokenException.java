package org.corebucket.bridge.token;

import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;

/** A token has expired. Nothing else is wrong with it. */
public final class ExpiredTokenException extends Exception {

    private static final long serialVersionUID = 1;

    ExpiredTokenException(Instant expiry) {
        super("the token expired at " + UtcTime.of(expiry));
    }
}
