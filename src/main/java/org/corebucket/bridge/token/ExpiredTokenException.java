package org.corebucket.bridge.token;

import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;

/** Says that a token was sound until its {@code exp}, which has come. */
public final class ExpiredTokenException extends Exception {

    private static final long serialVersionUID = 1;

    ExpiredTokenException(Instant expiry) {
        super("the token expired at " + UtcTime.of(expiry));
    }
}
