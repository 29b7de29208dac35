package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.json.HostileInput;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.junit.jupiter.api.Test;

/** Whatever the body: it is admitted or refused with a line of printable ASCII, and nothing is thrown. */
final class BodyGatesFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Caller ANYONE = new Caller("a", Set.of(Role.MODULE), Optional.empty());

    private final Sender sender;
    private final BodyGates gates;

    BodyGatesFuzzTest() throws Exception {
        sender = new Sender();
        FreshnessSettings settings =
                new FreshnessSettings(Duration.ofMinutes(5), false, Duration.ofHours(24), 1000, 1000);
        gates = new BodyGates(
                settings, Sender.modules("education"), new ReplayMemory(settings, NOW), Sender.NOTHING_RECORDED);
    }

    private Admission admit(Endpoint endpoint, byte[] body) {
        Admission admission = gates.admit(new PostedRequest(endpoint, body, null), ANYONE, NOW);
        if (admission instanceof Admission.NotAdmitted rejected) {
            Rejection rejection = rejected.rejection();
            assertThat(rejection.detail()).matches("[ -~]{1,800}");
        }
        return admission;
    }

    @Test
    void aHundredThousandBodiesAreAdmittedOrRefused() throws Exception {
        byte[] update = sender.body("{\"data\": {\"a\": [1.5]}, \"module\": \"education\"}", ", \"nonce\": \"n\"");
        byte[] heartbeat = sender.body(
                "{\"module\": \"education\", \"status\": \"alive\", \"timestamp\": \"2026-11-23T08:00:00Z\"}",
                ", \"nonce\": \"m\"");
        HostileInput inputs = new HostileInput(20261123, List.of(update, heartbeat));
        for (int i = 0; i < 100_000; i++) {
            admit(i % 2 == 0 ? Endpoint.UPDATE : Endpoint.HEARTBEAT, inputs.next());
        }
    }

    @Test
    void extremesAreAdmittedOrRefused() {
        for (String data : List.of(
                "{\"a\": ".repeat(997) + "1" + "}".repeat(997),
                "{\"a\": ".repeat(100_000),
                "[".repeat(500_000),
                "{\"a\": " + "9".repeat(4300) + "}",
                "{\"a\": " + "9".repeat(4301) + "}",
                "{\"a\": 1e" + "9".repeat(100_000) + "}",
                "{\"a\": 0." + "0".repeat(100_000) + "1}",
                "{\"\\ud800\": \"\\udc00\"}",
                "{\"" + "x".repeat(1_000_000) + "\": 1}")) {
            byte[] body = Sender.body("{\"module\": \"education\", \"data\": " + data + "}", "AAAA", "");
            assertThat(admit(Endpoint.UPDATE, body)).isInstanceOf(Admission.NotAdmitted.class);
        }
    }

    @Test
    void surrogatesHalvedByAnEscapeMakeNoModule() {
        for (String module : List.of("\\ud800", "\\udc00\\ud800", "\\u0000", "", "x".repeat(900_000))) {
            byte[] body = ("{\"payload\": {\"module\": \"" + module + "\", \"data\": {}}, \"signature\": \"\"}")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(admit(Endpoint.UPDATE, body)).isInstanceOf(Admission.NotAdmitted.class);
        }
    }
}
