package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;

/** Sound and broken proofs from the library that the logs of Certificate Transparency use: each is taken or refused as it says. */
final class MerkleVectorsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void proofsAreTakenOrRefusedAsTheySay() throws Exception {
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        int refused = 0;
        for (String line : Resources.text("merkle/proofs.jsonl").lines().toList()) {
            JsonNode vector = MAPPER.readTree(line);
            boolean holds = holds(vector);
            if (holds == vector.get("wantErr").asBoolean()) {
                wrong.add(
                        vector.get("name").asText() + ": " + vector.get("desc").asText());
            }
            taken += holds ? 1 : 0;
            refused += holds ? 0 : 1;
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(10);
        assertThat(refused).isGreaterThan(100);
    }

    private static boolean holds(JsonNode vector) {
        try {
            List<Sha256> path = new ArrayList<>();
            for (JsonNode hash : vector.get("proof")) {
                path.add(hash(hash));
            }
            if (vector.get("kind").asText().equals("inclusion")) {
                new InclusionProof(
                                vector.get("leafIdx").asLong(),
                                vector.get("treeSize").asLong(),
                                path)
                        .verifyHashed(hash(vector.get("leafHash")), hash(vector.get("root")));
            } else {
                new ConsistencyProof(
                                vector.get("size1").asLong(),
                                vector.get("size2").asLong(),
                                path)
                        .verify(hash(vector.get("root1")), hash(vector.get("root2")));
            }
            return true;
        } catch (InvalidProofException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What has not 32 bytes is no hash, and never gets as far as a proof. */
    private static Sha256 hash(JsonNode base64) {
        return Sha256.ofBytes(Base64.getDecoder().decode(base64.asText()));
    }
}
