package org.corebucket.bridge.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a payload's timestamp, if it has one, lies within the window around now. */
final class FreshnessGate {

    private final Duration window;

    FreshnessGate(Duration window) {
        this.window = window;
    }

    Optional<Rejection> refuse(String module, @Nullable Instant sent, Instant now) {
        if (sent == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(sent, now);
        if (age.abs().compareTo(window) <= 0) {
            return Optional.empty();
        }
        String detail = "the payload's timestamp is " + age.abs().toSeconds() + " s "
                + (age.isNegative() ? "ahead of" : "behind") + " the bridge's time; at most " + window.toSeconds()
                + " s are taken";
        return Optional.of(new Rejection(RejectionReason.STALE_TIMESTAMP, detail, module));
    }
}
