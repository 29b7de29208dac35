package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one declared exception, or a value whose canonical form is a fixed point. */
final class JsonFuzzTest {

    private static final long SEED = 20261123;

    private static final int INPUTS = 100_000;

    @Test
    void aHundredThousandInputsEndInAValueOrTheDeclaredException() throws Exception {
        List<byte[]> documents = CanonicalJsonTest.vectors().stream()
                .map(vector -> vector.text().getBytes(StandardCharsets.UTF_8))
                .toList();
        HostileInput inputs = new HostileInput(SEED, documents);
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            accepted += isFixedPointOrMalformed(inputs.next()) ? 1 : 0;
        }
        assertThat(accepted).as("inputs that were JSON").isCloseTo(INPUTS / 6, within(INPUTS / 8));
    }

    @FuzzTest(maxDuration = "2m")
    @Tag("long")
    void coverageGuided(byte[] input) {
        isFixedPointOrMalformed(input);
    }

    /** Whether it was JSON. */
    private static boolean isFixedPointOrMalformed(byte[] input) {
        String canonical;
        try {
            canonical = CanonicalJson.of(Json.parse(input, "fuzz"));
        } catch (MalformedJsonException e) {
            assertThat(e).hasMessageStartingWith("fuzz:" + e.line() + ": ");
            return false;
        }
        assertThat(reread(canonical)).isEqualTo(canonical);
        return true;
    }

    private static String reread(String canonical) {
        try {
            return CanonicalJson.of(Json.parse(canonical.getBytes(StandardCharsets.US_ASCII), "canonical form"));
        } catch (MalformedJsonException e) {
            throw new AssertionError(canonical, e);
        }
    }
}
