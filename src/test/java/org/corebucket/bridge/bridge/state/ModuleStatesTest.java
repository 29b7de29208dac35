package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.corebucket.bridge.ledger.StoredEntry;
import org.junit.jupiter.api.Test;

/** What a bridge makes of the entries that it finds at its start. */
final class ModuleStatesTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    private final ModuleStates states = new ModuleStates();

    @Test
    void aHeartbeatThatAnEarlierReleaseTookWithMetricsOfAThousandLevelsIsHeardAndShowsNoMetrics() {
        String metrics = "{\"a\": ".repeat(900) + "1" + "}".repeat(900);
        String payload = "{\"metrics\": " + metrics + ", \"module\": \"education\", \"status\": \"alive\"}";

        states.remember(new StoredEntry(
                1, TIME, "/core/heartbeat", "education", "s-1", "n-1", payload.getBytes(StandardCharsets.US_ASCII)));

        assertThat(states.all().get("education"))
                .isEqualTo(new ModuleStates.State(
                        0, null, TIME, new ModuleStates.Heartbeat(TIME, "", ModuleStates.NO_METRICS)));
    }
}
