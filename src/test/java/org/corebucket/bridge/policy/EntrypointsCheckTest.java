package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckResult.Passed;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.Test;

final class EntrypointsCheckTest {

    private static final Policy POLICY = Policy.standard("Core-Bucket Bridge V5");
    private static final Path ROOT = Path.of("/srv/bridge");

    @Test
    void passesWhereEveryFileIsListed() {
        CheckResult result = new EntrypointsCheck(
                        POLICY, Set.of("canonical/core_bucket_bridge.json", "canonical/automation/runner.json"), ROOT)
                .run();

        assertThat(result).isInstanceOf(Passed.class);
        assertThat(result.evidence()).contains("bridge - canonical/core_bucket_bridge.json is listed");
    }

    @Test
    void findsTheEntrypointWhoseFileIsNotListed() {
        CheckResult result = new EntrypointsCheck(POLICY, Set.of("canonical/automation/runner.json"), ROOT).run();

        assertThat(result.findings())
                .singleElement()
                .returns(Consequence.FAILED, Finding::consequence)
                .returns("entrypoint-not-listed", Finding::code)
                .returns("canonical/core_bucket_bridge.json", Finding::path)
                .returns(
                        "ENTRYPOINT NOT LISTED: bridge - canonical/core_bucket_bridge.json is not in the manifest",
                        Finding::message);
    }

    @Test
    void findsTheEntrypointThatWouldRunTheLiveTreeAndSaysNothingGoodOfIt() {
        Policy policy = POLICY.withProcess("pkg/main.py", List.of("python3", "-m", "pkg.main"));
        Set<String> listed =
                Set.of("canonical/core_bucket_bridge.json", "canonical/automation/runner.json", "pkg/main.py");

        CheckResult result = new EntrypointsCheck(policy, listed, ROOT).run();

        assertThat(result.findings())
                .singleElement()
                .returns(Consequence.FAILED, Finding::consequence)
                .returns("entrypoint-not-sealed", Finding::code)
                .returns("canonical/policy.json", Finding::path);
        assertThat(result.evidence()).noneMatch(line -> line.contains("pkg/main.py"));
    }
}
