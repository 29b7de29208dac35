package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.json.HostileInput;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one declared exception, or a policy that survives being written and read again. */
final class PolicyFuzzTest {

    private static final long SEED = 20261124;

    private static final int INPUTS = 100_000;

    @Test
    void aHundredThousandInputsEndInAPolicyOrTheDeclaredException() {
        byte[] standard =
                PolicyWriter.text(Policy.standard("Core-Bucket Bridge V5")).getBytes(StandardCharsets.UTF_8);
        HostileInput inputs = new HostileInput(SEED, List.of(Resources.bytes("policy/complete.json"), standard));
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            accepted += readsBackOrIsMalformed(inputs.next()) ? 1 : 0;
        }
        assertThat(accepted).as("inputs that were policies").isCloseTo(INPUTS / 10, within(INPUTS / 11));
    }

    @FuzzTest(maxDuration = "2m")
    @Tag("long")
    void coverageGuided(byte[] input) {
        readsBackOrIsMalformed(input);
    }

    /** Whether it was a policy. */
    private static boolean readsBackOrIsMalformed(byte[] input) {
        Policy policy;
        try {
            policy = PolicyReader.read(input, "fuzz");
        } catch (MalformedPolicyException e) {
            assertThat(e).hasMessageStartingWith("fuzz:");
            return false;
        }
        assertThat(reread(PolicyWriter.text(policy))).isEqualTo(policy);
        return true;
    }

    private static Policy reread(String text) {
        try {
            return PolicyReader.read(text.getBytes(StandardCharsets.UTF_8), "written");
        } catch (MalformedPolicyException e) {
            throw new AssertionError(text, e);
        }
    }
}
