package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenRules;
import org.corebucket.bridge.token.TokenVerifier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tokens that the contract accepts and refuses, under the algorithm of each and under the other. */
final class TokenVectorsTest {

    private static final String RS256 = "RS256";

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorPassesOrIsRefusedAsItSays(JsonNode vector) throws Exception {
        boolean rsa = vector.get("alg").asText().equals(RS256);

        assertThat(outcome(vector, rsa)).isEqualTo(expected(vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void noVectorPassesWhereTheOtherAlgorithmIsConfigured(JsonNode vector) throws Exception {
        boolean rsa = vector.get("alg").asText().equals(RS256);

        assertThat(outcome(vector, !rsa))
                .isIn(RejectionReason.INVALID_TOKEN.text(), RejectionReason.MISSING_TOKEN.text());
    }

    @Test
    void theVectorsHoldBothKinds() throws IOException {
        assertThat(vectors()).hasSize(18);
        assertThat(vectors())
                .filteredOn(named -> named.getPayload().get("valid").asBoolean())
                .hasSize(2);
    }

    private static String expected(JsonNode vector) {
        String why = vector.get("why").asText();
        return vector.get("valid").asBoolean() ? "passed" : why.replaceFirst(":.*", "");
    }

    private static String outcome(JsonNode vector, boolean rsa) throws Exception {
        RequestHead head =
                new RequestHead(null, 0, "Bearer " + vector.get("token").asText());
        Instant now = Instant.ofEpochSecond(vector.get("now").asLong());
        HeadDecision decision = new HeadGates(0, verifier(vector, rsa)).decide(head, Role.MODULE, false, now);
        return decision instanceof HeadDecision.HeadRefused refused
                ? refused.rejection().reason().text()
                : "passed";
    }

    private static TokenVerifier verifier(JsonNode vector, boolean rsa) throws Exception {
        return rsa
                ? TokenVerifier.rs256(
                        KeyRing.of(List.of(RsaPublicKey.fromPem(
                                Resources.text(
                                        "signatures/" + vector.get("public_key").asText()),
                                "public key"))),
                        TokenRules.STANDARD)
                : TokenVerifier.hs256(SharedSecret.of(vector.get("secret").asText()), TokenRules.STANDARD);
    }

    static List<Named<JsonNode>> vectors() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Named<JsonNode>> vectors = new ArrayList<>();
        for (String line : Resources.text("tokens/tokens.jsonl").lines().toList()) {
            JsonNode vector = mapper.readTree(line);
            vectors.add(Named.of(
                    vector.get("alg").asText() + " " + vector.get("why").asText(), vector));
        }
        return vectors;
    }
}
