package org.corebucket.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.StandingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertTargetTest {

    @TempDir
    private Path root;

    private List<String> problems(Policy.Alert alert) {
        return AlertTarget.unusable(
                        new Deployment(root), List.of(alert), Alerts.host(root, new StandingClock(Alerts.START)))
                .stream()
                .map(Finding::message)
                .toList();
    }

    @Test
    void anyChangeOfItsDefinitionMakesItAnother() {
        assertThat(List.of(
                        Alerts.webhook("https://a.example.org/1", ""),
                        Alerts.webhook("https://a.example.org/2", ""),
                        Alerts.webhook("https://a.example.org/1", "security/hook.secret"),
                        Alerts.command("a", "b c"),
                        Alerts.command("a", "b", "c"),
                        Alerts.command("a b", "c")))
                .extracting(alert -> new AlertTarget(alert).key())
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[0-9a-f]{16}"));
    }

    @Test
    void isKnownByItsHostOrItsProgramAlone() {
        assertThat(new AlertTarget(Alerts.webhook("https://u:p@a.example.org:8443/secret?token=x", "")).label())
                .isEqualTo("webhook a.example.org:8443");
        assertThat(new AlertTarget(Alerts.command("/usr/bin/mail", "-s", "x")).label())
                .isEqualTo("command /usr/bin/mail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example.org/x",
                "http://localhost:1/x",
                "http://127.0.0.1/x",
                "http://127.9.9.9/x",
                "http://[::1]:8/"
            })
    void anAddressOverTlsOrOnThisHostIsUsable(String url) {
        assertThat(problems(Alerts.webhook(url, ""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://a.example.org/x", "http://127.0.0.1.example.org/", "http://192.0.2.1", "http://[::2]/"})
    void anAddressOfAnotherHostInTheClearIsNot(String url) {
        assertThat(problems(Alerts.webhook(url, "")))
                .singleElement()
                .asString()
                .startsWith("ALERT UNUSABLE: webhook ")
                .endsWith(" - its url is http to another host; use https");
    }

    @Test
    void anAddressWithAPasswordIsNot() {
        assertThat(problems(Alerts.webhook("https://user:hunter2@a.example.org/", "")))
                .containsExactly(
                        "ALERT UNUSABLE: webhook a.example.org - its url has a user name, which would not be sent");
    }

    @Test
    void aWebhookNeedsTheSecretThatItNames() {
        assertThat(problems(Alerts.webhook("https://a.example.org/", "security/hook.secret")))
                .containsExactly(
                        "ALERT UNUSABLE: webhook a.example.org - its secret security/hook.secret: it is missing");
    }

    @Test
    void aCommandIsFoundInThePathOrByItsPath(@TempDir Path outside) throws Exception {
        Path program = Files.createFile(outside.resolve("tell"));

        assertThat(problems(Alerts.command("sh"))).isEmpty();
        assertThat(problems(Alerts.command("" + program)))
                .containsExactly("ALERT UNUSABLE: command " + program
                        + " - there is no program of that name that this user may execute");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(problems(Alerts.command("" + program))).isEmpty();
        assertThat(problems(Alerts.command("no-such-command")))
                .containsExactly("ALERT UNUSABLE: command no-such-command - no such program in PATH");
    }

    @Test
    void aCommandThatPathFindsInTheDeploymentIsNotUsable() throws Exception {
        Path program = Files.createFile(root.resolve("tell"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Host host = new Host(Map.of("PATH", root + ":/bin"), root, new StandingClock(Alerts.START));

        assertThat(AlertTarget.unusable(new Deployment(root), List.of(Alerts.command("tell")), host))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("ALERT UNUSABLE: command tell - PATH finds it in " + root
                                + ", in the live tree: nothing verifies it"));
    }

    @Test
    void aCommandIsNotSigned() {
        Policy.Alert alert =
                new Policy.Alert(Policy.Alert.AlertKind.COMMAND, "", List.of("sh"), "security/hook.secret");

        assertThat(problems(alert))
                .containsExactly(
                        "ALERT UNUSABLE: command sh - it has a secret_file, but what a command gets is not signed");
    }
}
