package org.corebucket.bridge.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is proposed, signed, swapped, put back and completed: what the host trusts was signed by as many keys of the version in force as
 * it takes, and what may be completed is.
 */
final class ApprovalModelTest {

    private static final long SEED = 20261201;
    private static final CachedHolders HOLDERS = CachedHolders.generate();

    @Test
    void threeHundredRandomSequencesPutInForceWhatEnoughHaveSigned() throws Exception {
        assertAgree(300);
    }

    @Test
    @Tag("long")
    void tenThousandRandomSequencesPutInForceWhatEnoughHaveSigned() throws Exception {
        assertAgree(10_000);
    }

    private static void assertAgree(int sequences) throws Exception {
        Path memory = ApprovalSite.inMemory();
        Map<String, Integer> tally = new TreeMap<>();
        try {
            for (int i = 0; i < sequences; i++) {
                Path directory = memory.resolve(String.valueOf(i));
                try {
                    new RandomApprovals(directory, HOLDERS, new Random(SEED + i), tally).run();
                } catch (AssertionError e) {
                    throw new AssertionError("sequence " + i, e);
                }
                SampleDeployment.delete(directory);
            }
        } finally {
            SampleDeployment.delete(memory);
        }
        // What never happens proves nothing.
        for (String often :
                new String[] {"completed", "not completed", "applied", "not applied", "trusted", "not trusted"}) {
            assertThat(tally.getOrDefault(often, 0)).as(often + " in " + tally).isGreaterThan(sequences / 10);
        }
    }
}
