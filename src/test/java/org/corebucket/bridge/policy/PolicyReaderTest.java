package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class PolicyReaderTest {

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/policy/malformed.csv", delimiter = '|', quoteCharacter = '`')
    void refusesEachFlawWithItsLineAndRemedy(String flaw, int line, String problem) {
        byte[] policy = Resources.bytes("policy/malformed/" + flaw + ".json");

        assertThatThrownBy(() -> PolicyReader.read(policy, "policy.json"))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageStartingWith("policy.json:" + line + ": " + problem + "; ")
                .hasMessageMatching("[ -~]+");
    }

    @Test
    void everyFlawIsTested() throws Exception {
        List<String> tested = Resources.text("policy/malformed.csv")
                .lines()
                .map(line -> line.substring(0, line.indexOf('|')).strip() + ".json")
                .toList();

        assertThat(tested).containsExactlyInAnyOrderElementsOf(Resources.names("policy/malformed"));
    }

    @Test
    void readsEveryField() throws Exception {
        Policy policy = PolicyReader.read(Resources.bytes("policy/complete.json"), "policy.json");

        assertThat(policy.files()).containsExactly("jobs/report.py");
        assertThat(policy.attributes()).containsExactly(FileAttribute.MODE, FileAttribute.ACL);
        assertThat(policy.entrypoints().get(2))
                .isEqualTo(new Entrypoint(
                        new EntrypointName("jobs/report.py"),
                        "jobs/report.py",
                        Entrypoint.EntrypointKind.PROCESS,
                        List.of("python3", "{file}"),
                        List.of(ArgumentForm.parse(""), ArgumentForm.parse("--since {days} all")),
                        List.of("API_BASE")));
        assertThat(policy.forbidden().mode()).isEqualTo(ForbiddenRunners.Mode.NONE);
        assertThat(policy.forbidden().process()).isEqualTo(ForbiddenRunners.OnProcess.TERMINATE);
        assertThat(policy.monitoring())
                .isEqualTo(new Policy.Monitoring(Duration.ofSeconds(90), true, Duration.ofHours(2)));
        assertThat(policy.expectedHeartbeats(List.of("education", "creative")).values())
                .extracting(ExpectedHeartbeats::grace)
                .containsExactly(Duration.ofHours(26), Duration.ofHours(2));
        assertThat(policy.alerts())
                .containsExactly(
                        new Policy.Alert(
                                Policy.Alert.AlertKind.WEBHOOK,
                                "https://alerts.example.org/hook",
                                List.of(),
                                "security/hook.secret"),
                        new Policy.Alert(
                                Policy.Alert.AlertKind.COMMAND, "", List.of("/usr/bin/logger", "-t", "bridge"), ""));
        assertThat(policy.clients())
                .isEqualTo(new Policy.ClientSettings(
                        List.of(URI.create("https://a.bridge.example"), URI.create("https://b.bridge.example:8443")),
                        "security/bridges.ca.pem"));
    }

    @Test
    void aPolicyThatNamesNoBridgesHasNoSuchMember() {
        assertThat(PolicyWriter.text(Policy.standard("S"))).doesNotContain("clients");
    }

    @Test
    void whatIsWrittenReadsBackEqual() throws Exception {
        Policy complete = PolicyReader.read(Resources.bytes("policy/complete.json"), "policy.json");

        assertThat(reread(complete)).isEqualTo(complete);
        assertThat(reread(Policy.standard("é😀\"\\"))).isEqualTo(Policy.standard("é😀\"\\"));
    }

    private static Policy reread(Policy policy) throws MalformedPolicyException {
        return PolicyReader.read(PolicyWriter.text(policy).getBytes(StandardCharsets.UTF_8), "policy.json");
    }
}
