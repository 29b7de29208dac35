package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The payloads and signatures that V5's clients send, and what others made of them, as envelopes. */
final class SignedEnvelopesTest {

    private static final Instant NOW = Instant.parse("2026-01-28T15:00:00Z");
    private static final Caller ANYONE = new Caller("a", Set.of(Role.MODULE), Optional.empty());

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorIsAdmittedOrRefusedAsItSays(JsonNode vector) throws Exception {
        FreshnessSettings settings = new FreshnessSettings(Duration.ofMinutes(5), false, Duration.ofHours(24), 10, 10);
        BodyGates gates = new BodyGates(
                settings,
                Sender.modules("education", "finance", "robotics"),
                new ReplayMemory(settings, NOW),
                Sender.NOTHING_RECORDED);
        JsonNode payload = vector.get("payload");
        Endpoint endpoint = payload.has("status") ? Endpoint.HEARTBEAT : Endpoint.UPDATE;
        byte[] body = Sender.body(payload.toString(), vector.get("signature").asText(), ", \"nonce\": \"n\"");

        Admission admission = gates.admit(new PostedRequest(endpoint, body, null), ANYONE, NOW);

        if (vector.get("valid").asBoolean()) {
            assertThat(admission).isInstanceOf(Admission.Admitted.class);
            assertThat(((Admission.Admitted) admission).envelope().canonical())
                    .isEqualTo(vector.get("canonical").asText().getBytes(StandardCharsets.UTF_8));
        } else {
            assertThat(((Admission.NotAdmitted) admission).rejection().reason())
                    .isEqualTo(RejectionReason.INVALID_SIGNATURE);
        }
    }

    @Test
    void theVectorsHoldBothKinds() throws IOException {
        assertThat(vectors()).hasSize(45);
    }

    static List<Named<JsonNode>> vectors() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Named<JsonNode>> vectors = new ArrayList<>();
        for (String line : Sender.resource("signatures.jsonl").lines().toList()) {
            JsonNode vector = mapper.readTree(line);
            String module = vector.get("payload").get("module").asText();
            vectors.add(Named.of(module + ": " + vector.get("why").asText(), vector));
        }
        return vectors;
    }
}
