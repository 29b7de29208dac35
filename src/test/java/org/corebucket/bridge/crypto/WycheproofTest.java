package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The signatures of Project Wycheproof, which are made to deceive a verifier: every one is taken or refused as it says. */
final class WycheproofTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Verifies a signature by a key that came as bytes. */
    private interface Verifier {
        void verify(byte[] key, byte[] message, byte[] signature)
                throws MalformedKeyException, InvalidSignatureException;
    }

    @Test
    void ed25519() throws Exception {
        assertThat(wrong(
                        "ed25519",
                        151,
                        (key, message, signature) ->
                                Ed25519PublicKey.ofBytes(key, "a vector").verify(message, signature)))
                .isEmpty();
    }

    @Test
    void mlDsa44() throws Exception {
        assertThat(wrong(
                        "mldsa44",
                        173,
                        (key, message, signature) ->
                                MlDsa44PublicKey.ofBytes(key, "a vector").verify(message, signature)))
                .isEmpty();
    }

    /** The vectors that are not judged as they say. */
    private static List<String> wrong(String algorithm, int count, Verifier verifier) throws IOException {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        try (InputStream in = Objects.requireNonNull(
                        WycheproofTest.class.getResourceAsStream("/wycheproof/" + algorithm + ".jsonl.gz"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode vector = MAPPER.readTree(line);
                if (holds(vector, verifier) != vector.get("valid").asBoolean()) {
                    wrong.add(vector.get("id") + ": " + vector.get("comment").asText());
                }
                read++;
            }
        }
        assertThat(read).isEqualTo(count);
        return wrong;
    }

    private static boolean holds(JsonNode vector, Verifier verifier) {
        try {
            verifier.verify(bytes(vector, "key"), bytes(vector, "msg"), bytes(vector, "sig"));
            return true;
        } catch (MalformedKeyException | InvalidSignatureException e) {
            return false;
        }
    }

    private static byte[] bytes(JsonNode vector, String member) {
        return HexFormat.of().parseHex(vector.get(member).asText());
    }
}
