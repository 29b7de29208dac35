package org.corebucket.bridge.bridge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.corebucket.bridge.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/** An overview that is asked for at most every five seconds, however many look at it. Threads may share it. */
final class KeptOverview {

    private static final Duration KEPT = Duration.ofSeconds(5);

    private final Overview overview;
    private final Clock clock;
    private @Nullable HttpAnswer last;
    private Instant asked = Instant.MIN;

    KeptOverview(Overview overview, Clock clock) {
        this.overview = overview;
        this.clock = clock;
    }

    /** The last answer, or a new one if that is too old. */
    synchronized HttpAnswer answer() throws InterruptedException {
        HttpAnswer kept = last;
        Instant now = clock.instant();
        if (kept == null || now.isAfter(asked.plus(KEPT)) || now.isBefore(asked)) {
            kept = new HttpAnswer(
                    200, Map.of("Content-Type", "application/json", "Cache-Control", "no-store"), overview.json());
            last = kept;
            asked = now;
        }
        return kept;
    }
}
