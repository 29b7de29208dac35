package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The signatures that the bridge's first version accepts and refuses. */
final class SignatureVectorsTest {

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorIsAcceptedOrRefusedAsItSays(JsonNode vector) throws Exception {
        RsaPublicKey key = RsaPublicKey.fromPem(resource("module.public.pem"), "module.public.pem");
        byte[] content = vector.get("canonical").asText().getBytes(StandardCharsets.UTF_8);
        byte[] signature = Base64.getDecoder().decode(vector.get("signature").asText());

        if (vector.get("valid").asBoolean()) {
            key.verifyContent(content, signature);
        } else {
            assertThatThrownBy(() -> key.verifyContent(content, signature))
                    .isInstanceOf(InvalidSignatureException.class);
        }
    }

    @Test
    void theVectorsHoldBothKinds() throws IOException {
        assertThat(vectors()).hasSize(45);
        assertThat(vectors())
                .filteredOn(named -> named.getPayload().get("valid").asBoolean())
                .hasSize(3);
    }

    @Test
    void ourOwnSignatureIsTheVectorsSignature() throws Exception {
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(resource("module.private.pem"), "module.private.pem", Passphrase.NONE);
        JsonNode vector = vectors().get(0).getPayload();

        byte[] signature = key.sign(vector.get("canonical").asText().getBytes(StandardCharsets.UTF_8));

        assertThat(Base64.getEncoder().encodeToString(signature))
                .isEqualTo(vector.get("signature").asText());
    }

    static List<Named<JsonNode>> vectors() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Named<JsonNode>> vectors = new ArrayList<>();
        for (String line : resource("signatures.jsonl").lines().toList()) {
            JsonNode vector = mapper.readTree(line);
            String module = vector.get("payload").get("module").asText();
            vectors.add(Named.of(module + ": " + vector.get("why").asText(), vector));
        }
        return vectors;
    }

    static String resource(String name) {
        return Resources.text("signatures/" + name);
    }
}
