package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForbiddenRunnersTest {

    private static final ForbiddenRunners STANDARD = ForbiddenRunners.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_health_endpoint.py",
                "canonical/demo_run.py",
                "automation/plugins/latency.py",
                "automation/full_sync_test_runner.py",
                "tests/smoke.py",
                "tests/deep/run.sh",
                "srcs/test_a.py",
                "lib/src/test_a.py"
            })
    void forbidsTestsDemonstrationsAndPlugins(String path) {
        assertThat(STANDARD.forbids(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core_bucket_bridge.py",
                "src/test/test_a.py",
                "src/test_a.py",
                ".git/test_a.py",
                "old/tests/a.py"
            })
    void leavesTheRestAndWhatLiesInExcludedDirectories(String path) {
        assertThat(STANDARD.forbids(path)).isFalse();
    }

    /** The certificate claims that forbidden runners are blocked. */
    @Test
    void aNewDeploymentsWatchEndsWhatRunsOne() {
        assertThat(STANDARD.process()).isEqualTo(ForbiddenRunners.OnProcess.TERMINATE);
    }
}
