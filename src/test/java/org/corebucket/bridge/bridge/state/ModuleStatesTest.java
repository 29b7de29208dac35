package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.ledger.StoredEntry;
import org.junit.jupiter.api.Test;

/** What a bridge makes of the entries that it finds at its start. */
final class ModuleStatesTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    private final ModuleStates states = new ModuleStates();

    @Test
    void aHeartbeatThatAnEarlierReleaseTookWithMetricsOfNineHundredLevelsIsHeard() {
        String metrics = "{\"a\": ".repeat(900) + "1" + "}".repeat(900);
        String payload = "{\"metrics\": " + metrics + ", \"module\": \"education\", \"status\": \"alive\"}";

        states.remember(new StoredEntry(
                1, TIME, "/core/heartbeat", "education", "s-1", "n-1", payload.getBytes(StandardCharsets.US_ASCII)));

        ModuleStates.LastHeartbeat heartbeat =
                Objects.requireNonNull(states.all().get("education")).heartbeat();
        assertThat(Objects.requireNonNull(heartbeat).status()).isEqualTo("alive");
        assertThat(CanonicalJson.of(heartbeat.metrics())).isEqualTo(metrics);
    }
}
