package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge with its deployment, beside which something is killed at seeded moments; afterwards the ledger must verify. */
abstract class KillRounds {

    Operator operator;

    @BeforeEach
    final void makeDeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
    }

    @Test
    final void fiveTimes() throws Exception {
        rounds(5);
    }

    final void rounds(int rounds) throws Exception {
        Random random = new Random(20261123);
        try (BridgeProcess bridge = new BridgeProcess(operator, Map.of())) {
            for (int round = 0; round < rounds; round++) {
                round(bridge, random, round);
            }
            afterRounds(bridge, rounds);
        }
        assertThat(operator.run("provenance", "verify").code()).isZero();
    }

    /** One kill, and what must hold after it. */
    abstract void round(BridgeProcess bridge, Random random, int round) throws Exception;

    /** What else must hold while the bridge still runs. */
    abstract void afterRounds(BridgeProcess bridge, int rounds) throws Exception;
}
