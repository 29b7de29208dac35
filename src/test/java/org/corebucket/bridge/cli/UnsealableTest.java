package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code freeze} refuses what then would not verify or not run, names it, says what to do, and changes nothing. */
final class UnsealableTest {

    private static final String POLICY = "canonical/policy.json";
    private static final String BRIDGE = "canonical/core_bucket_bridge.json";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aFileWithASecondName() throws IOException {
        Files.createLink(operator.path("other.py"), operator.path("core_bucket_bridge.py"));

        assertRefused(
                78,
                "core_bucket_bridge.py can't be sealed: it has 2 names, so that it can be changed through another",
                "cp -p core_bucket_bridge.py core_bucket_bridge.py.copy && mv core_bucket_bridge.py.copy");
    }

    @Test
    void aFileThatOthersMayWriteToAndTheRemedyThatItNamesMendsIt() throws Exception {
        operator.setMode("core_bucket_bridge.py", "rw-rw-r--");

        assertRefused(
                78, "core_bucket_bridge.py can't be sealed: its mode is 0664", "chmod go-w core_bucket_bridge.py");

        operator.setMode("core_bucket_bridge.py", "rw-r--r--");
        assertThat(operator.run("freeze", "--reason", "x").code()).isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() throws IOException {
        operator.setMode("core_bucket_bridge.py", "rw-rw-r--");
        operator.setMode("automation/runner.py", "rw-rw-rw-");

        assertRefused(78, "core_bucket_bridge.py can't be sealed", "automation/runner.py can't be sealed");
    }

    @Test
    void anEntrypointThatAForbiddenPatternMatches() throws IOException {
        replace(POLICY, "\"test_*.py\"", "\"core_*.py\"");

        assertRefused(78, "ENTRYPOINT FORBIDDEN: core_bucket_bridge.py", "remove it from \"entrypoints\"");
    }

    @Test
    void anEntrypointThatIsStartedByAPathThatNothingVerifies() throws IOException {
        replace(POLICY, "\"/usr/bin/env\"", "\"venv/bin/env\"");

        assertRefused(65, "\"core_bucket_bridge.py\" starts \"venv/bin/env\"", "write what runs as {file}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tools/tell.sh\"", "\"sh\", \"ROOT/tell.sh\"", "\"sh\", \"-c\", \"cd ROOT; ./tell.sh\""})
    void aCommandForAlertsThatLiesInTheLiveTree(String argv) throws IOException {
        String alert = "{\"type\": \"command\", \"argv\": [" + argv.replace("ROOT", "" + operator.root()) + "]}";
        replace(POLICY, "\"alerts\": []", "\"alerts\": [" + alert + "]");

        assertRefused(65, "nothing verifies", "name a program outside of the deployment");
    }

    @Test
    void anEntrypointWhoseFileIsNotListed() throws IOException {
        replace(POLICY, "\"files\": [\n    \"core_bucket_bridge.py\",", "\"files\": [");

        assertRefused(78, "ENTRYPOINT NOT LISTED: core_bucket_bridge.py", "add its file to the policy's files");
    }

    @Test
    void aPolicyWhoseModulesRolesOrDocumentsWouldNotVerify() throws IOException {
        replace(POLICY, "security/public.pem", "security/gone.pem");
        replace(POLICY, "\"key_access\": false", "\"key_access\": true");
        Files.delete(operator.path("canonical/OBSERVABILITY.md"));

        assertRefused(
                78, "MODULE WITHOUT KEY: education", "KEY ACCESS", "DOCUMENT MISSING: canonical/OBSERVABILITY.md");
    }

    @Test
    void aTlsFileThatIsNotThere() throws IOException {
        replace(BRIDGE, "\"certificate\": null", "\"certificate\": \"security/tls.crt\"");
        replace(BRIDGE, "\"private_key\": null", "\"private_key\": \"security/tls.key\"");

        assertRefused(78, "TLS UNUSABLE: ", "security/tls.crt - does not exist");
    }

    @Test
    void aBridgeDescriptorThatTheBridgeWouldNotRead() throws IOException {
        replace(BRIDGE, "\"port\": 8000", "\"port\": 80000");

        assertRefused(65, BRIDGE, "port");
    }

    @Test
    void aBridgeThatWouldServeOthersInTheClear() throws IOException {
        replace(BRIDGE, "127.0.0.1", "0.0.0.0");

        assertRefused(78, "ADDRESS UNUSABLE: the bridge would serve 0.0.0.0 without TLS", "listen at 127.0.0.1");
    }

    @Test
    void aNameThatIsNotUtf8() throws Exception {
        ChildJvm.output(new ProcessBuilder("sh", "-c", "printf x > canonical/$(printf 'caf\\351')")
                .directory(operator.root().toFile()));

        assertRefused(78, "canonical/caf", "can't be sealed: it is a file whose name is not UTF-8", "Rename it");
    }

    @Test
    void anEmptyDirectoryThatNoManifestCanList() throws IOException {
        Files.createDirectories(operator.path("canonical/plans/next"));

        assertRefused(78, "canonical/plans is an empty directory");
    }

    @ParameterizedTest
    @CsvSource({
        "manifests/canonical.sha256, what is in manifests/",
        "logs/core_sync.log, what is in logs/",
        "PRODUCTION_CERTIFICATE.md, it"
    })
    void aFileThatBridgectlItselfWritesTo(String file, String what) throws IOException {
        operator.write("PRODUCTION_CERTIFICATE.md", "x");
        listed(file);

        assertRefused(78, file + " can't be sealed: bridgectl writes to " + what);
    }

    @Test
    void aPrivateKey() throws IOException {
        listed("security/private.pem");

        assertRefused(78, "PRIVATE KEY AMONG PUBLIC FILES: security/private.pem");
    }

    @Test
    void aForbiddenFileThatIsListedWhereItsPermissionsAreTakenAway() throws IOException {
        listed("load_test.py");
        replace(POLICY, "\"no-exec\"", "\"none\"");

        assertRefused(78, "FORBIDDEN FILE LISTED: load_test.py");
    }

    private void listed(String file) throws IOException {
        replace(POLICY, "\"files\": [", "\"files\": [\"" + file + "\",");
    }

    private void replace(String path, String old, String text) throws IOException {
        String before = operator.text(path);
        assertThat(before).contains(old);
        operator.write(path, before.replace(old, text));
    }

    private void assertRefused(int code, String... words) throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("freeze", "--reason", "x");

        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains(words);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }
}
