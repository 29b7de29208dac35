package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckResult.Passed;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntrypointsCheckTest {

    private static final Policy POLICY = Policy.standard("Core-Bucket Bridge V5");
    private static final Path ROOT = Path.of("/srv/bridge");

    @TempDir
    private Path root;

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

    @ParameterizedTest
    @ValueSource(strings = {"load_test.py", "jobs/Demo_One.PY", "automation/plugins/mine.py"})
    void findsTheEntrypointThatAForbiddenPatternWouldAlwaysRefuse(String file) {
        assertThat(findings(file, "sh", "{file}"))
                .singleElement()
                .returns("entrypoint-forbidden", Finding::code)
                .returns(file, Finding::path);
    }

    @Test
    void findsTheEntrypointThatIsStartedByAPathThatNothingVerifies() {
        assertThat(findings("job.py", "venv/bin/python", "{dir}/job.py"))
                .singleElement()
                .returns("entrypoint-not-runnable", Finding::code)
                .returns(
                        "ENTRYPOINT CAN'T RUN: job.py - job.py is started by venv/bin/python, a path that nothing verifies",
                        Finding::message);
        assertThat(findings("job.py", "/usr/bin/python3", "{file}")).isEmpty();
        assertThat(findings("job.py", "python3", "{file}")).isEmpty();
    }

    @Test
    void findsTheEntrypointThatIsToBeExecutedAndMayNotBe() throws Exception {
        Path file = Files.writeString(root.resolve("job.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(findings("job.sh", "{file}"))
                .singleElement()
                .returns("entrypoint-not-runnable", Finding::code)
                .extracting(Finding::remedy)
                .asString()
                .startsWith("chmod u+x job.sh, ");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr--r--"));
        assertThat(findings("job.sh", "{file}")).isEmpty();
    }

    private List<Finding> findings(String file, String... argv) {
        Policy policy = POLICY.withProcess(file, List.of(argv));
        Set<String> listed =
                new HashSet<>(Set.of("canonical/core_bucket_bridge.json", "canonical/automation/runner.json", file));
        return new EntrypointsCheck(policy, listed, root).run().findings();
    }
}
