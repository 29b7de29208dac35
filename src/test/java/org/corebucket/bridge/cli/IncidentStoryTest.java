package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertRestored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's way out of an emergency stop: nothing ends it too early, and it never locks its owner out. */
final class IncidentStoryTest {

    private static final String BRIDGE = "core_bucket_bridge.py";
    private static final String KEY = "security/release.private.pem";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aStopTellsTheSinksOfThePolicyUnlessThePolicyIsNotTheSealedOne() throws Exception {
        Path told = operator.beside("told");
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json")
                        .replaceFirst(
                                "\"alerts\": *\\[\\]",
                                "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>" + told
                                        + "\"]}]"));
        assertThat(operator.run("freeze", "--reason", "alerts").code()).isZero();

        String id = stop("fire");
        assertThat(Files.readString(told)).contains("\"type\":\"stop.in_force\"", id);

        operator.flipByte("canonical/policy.json");
        stop("water");
        assertThat(Files.readString(told)).doesNotContain("water");
    }

    @Test
    void aTamperedFileIsRestoredVerifiedAndResolved() throws Exception {
        operator.flipByte(BRIDGE);
        String id = raiseAsAWatchWould();

        assertBlocked(
                operator.run("verify"),
                32 + 4,
                "HASH MISMATCH: " + BRIDGE + " - Expected: <64 hex> Actual: <64 hex>",
                "EMERGENCY STOP IN FORCE: " + id + ": " + BRIDGE + " is not what was sealed");
        assertThat(operator.run("incident", "list").out()).contains(id + "  ").contains("critical  open ");
        assertThat(operator.run("incident", "show", id).out())
                .contains("last good verify  2021-11-23T10:00:00Z\n")
                .contains("HASH MISMATCH: " + BRIDGE);

        Answer early = operator.run("incident", "resolve", id, "--reason", "restored");
        assertThat(early.code()).isEqualTo(77);
        assertThat(early.out()).isEmpty();
        assertThat(early.err())
                .startsWith("[ERROR] HASH MISMATCH: " + BRIDGE)
                .contains("[FIX] bridgectl restore " + BRIDGE)
                .contains("bridgectl: nothing is resolved before the deployment verifies, but for the stop itself\n")
                .doesNotContain("EMERGENCY");

        Answer restored = operator.run("restore");
        assertThat(restored.code()).isEqualTo(32);
        assertThat(restored.out()).isEqualTo("restored " + BRIDGE + "\nPRODUCTION READINESS: BLOCKED\n");
        assertThat(restored.err()).contains("bridgectl incident resolve " + id + " --reason TEXT");

        assertThat(operator.run("incident", "resolve", id, "--reason", "restored"))
                .isEqualTo(new Answer(
                        0, "Resolved " + id + ".\nNo emergency stop is in force. Next: start what should run.\n", ""));
        assertReady(operator.run("verify"));
        assertThat(operator.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();
        assertThat(operator.run("incident", "show", id).out())
                .contains("state             resolved\n")
                .contains("reason            restored\n");
    }

    @Test
    void whatIsResolvedIsResolvedAlready() {
        String id = stop("drill");
        operator.run("incident", "resolve", id, "--reason", "over");

        assertThat(operator.run("incident", "resolve", id, "--reason", "over"))
                .isEqualTo(new Answer(0, id + " is resolved already.\n", ""));
    }

    @Test
    void aResolveThatWasInterruptedIsFinishedByASecondOne() throws IOException {
        String id = stop("drill");
        byte[] marker = operator.read("EMERGENCY_SHUTDOWN.marker");
        operator.run("incident", "resolve", id, "--reason", "over");
        Files.write(operator.path("EMERGENCY_SHUTDOWN.marker"), marker);
        assertThat(operator.run("verify").code()).isEqualTo(32);

        assertThat(operator.run("incident", "resolve", id, "--reason", "over").out())
                .startsWith("Resolved " + id + ".\n");
        assertReady(operator.run("verify"));
    }

    @Test
    void eachIncidentMustBeResolved() {
        String first = stop("fire");
        operator.wait(Duration.ofMinutes(1));
        String second = stop("water");

        Answer answer = operator.run("incident", "resolve", first, "--reason", "out");

        assertThat(answer.code()).isZero();
        assertThat(answer.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Resolved " + first + "."),
                        line -> assertThat(line).isEqualTo("The emergency stop stays in force for:"),
                        line -> assertThat(line).startsWith("ID "),
                        line -> assertThat(line).startsWith(second).endsWith("critical  open          water"));
        assertThat(operator.run("verify").code()).isEqualTo(32);
        operator.run("incident", "resolve", second, "--reason", "dry");
        assertReady(operator.run("verify"));
    }

    @Test
    void removingTheMarkerEndsNothingAndVerifyPutsItBack() throws IOException {
        String id = stop("drill");
        Files.delete(operator.path("EMERGENCY_SHUTDOWN.marker"));

        assertBlocked(operator.run("verify"), 32, "EMERGENCY STOP IN FORCE: " + id + ": drill");
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains(id);
    }

    @Test
    void readOnlyPutsNothingBack() throws IOException {
        stop("drill");
        Files.delete(operator.path("EMERGENCY_SHUTDOWN.marker"));
        Map<String, String> before = TreeSnapshot.of(operator.root());

        assertThat(operator.run("verify", "--read-only").code()).isEqualTo(32);
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void anIncidentThatWasDeletedIs16TooAndCanBeResolved() throws IOException {
        String id = stop("drill");
        Files.delete(operator.path("logs/incidents/" + id + ".json"));

        assertBlocked(
                operator.run("verify"),
                32 + 16,
                "EMERGENCY STOP IN FORCE: " + id + ": its file is gone",
                "INCIDENT GONE: logs/incidents/" + id + ".json is missing, but this host remembers an open critical"
                        + " incident of that name");
        assertThat(operator.run("incident", "show", id).code()).isEqualTo(66);
        assertThat(operator.run("incident", "resolve", id, "--reason", "it was a drill")
                        .code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void aTornIncidentIs65AndCanBeResolved() throws IOException {
        String id = stop("drill");
        operator.write("logs/incidents/" + id + ".json", "{\"id\":");

        Answer shown = operator.run("incident", "show", id);

        assertThat(shown.code()).isEqualTo(65);
        assertThat(shown.out()).contains("its file can't be read: logs/incidents/" + id + ".json:1: ");
        assertThat(operator.run("verify").code()).isEqualTo(32);
        assertThat(operator.run("incident", "resolve", id, "--reason", "a full disk")
                        .code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void aMarkerAloneIsMadeAnIncidentAndResolved() throws IOException {
        operator.write("EMERGENCY_SHUTDOWN.marker", "somebody was here");
        assertThat(operator.run("verify").code()).isEqualTo(32);

        String id = stop("a marker lay there");

        assertThat(operator.run("incident", "resolve", id, "--reason", "a prank")
                        .code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void aMarkerAloneCanAlsoBeEndedWithAnOldIncident() throws IOException {
        String id = stop("drill");
        operator.run("incident", "resolve", id, "--reason", "over");
        operator.write("EMERGENCY_SHUTDOWN.marker", "");

        assertThat(operator.run("incident", "resolve", id, "--reason", "x", "--key", "security/private.pem")
                        .code())
                .isEqualTo(77);
        assertThat(operator.run("incident", "resolve", id, "--reason", "a prank")
                        .code())
                .isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void everyCommandThatStartsNothingWorksUnderTheStop() throws IOException {
        String id = stop("drill");

        assertThat(operator.run("verify").code()).isEqualTo(32);
        assertThat(operator.run("verify", "--manifest", "manifests/release.sha256")
                        .code())
                .isEqualTo(66);
        assertThat(operator.run("restore", "--dry-run").code()).isZero();
        operator.flipByte(BRIDGE);
        assertThat(operator.run("restore").code()).isEqualTo(32);
        assertThat(operator.run("restore", "--modes").code()).isZero();
        operator.write("canonical/new.json", "{}");
        assertThat(operator.run("freeze", "--reason", "a decided change").code())
                .isZero();
        assertThat(operator.run("restore", "--to", "1").code()).isEqualTo(32);
        assertThat(operator.run("init").code()).isZero();
        assertThat(operator.run("keys", "show").code()).isZero();
        assertThat(operator.run("keys", "rotate", "token").code()).isZero();
        assertThat(operator.run("incident", "list").code()).isZero();
        assertThat(operator.run("incident", "show", id).code()).isZero();
        assertThat(operator.run("stop", "--reason", "again").code()).isZero();
        assertThat(operator.run("verify").code()).isEqualTo(32);
        assertThat(operator.run("incident", "resolve", id, "--reason", "over").code())
                .isZero();
    }

    @Test
    void anEncryptedReleaseKeyResolvesWithItsPassphrase() throws Exception {
        encryptReleaseKey("correct horse");
        String id = stop("drill");

        Answer closed = operator.run("incident", "resolve", id, "--reason", "over");
        assertThat(closed.code()).isEqualTo(66);
        assertThat(closed.err()).contains("--passphrase-file FILE", "BRIDGECTL_PASSPHRASE");
        operator.setVariable("BRIDGECTL_PASSPHRASE", "wrong");
        assertThat(operator.run("incident", "resolve", id, "--reason", "over").code())
                .isEqualTo(77);
        operator.setVariable("BRIDGECTL_PASSPHRASE", "correct horse");
        assertThat(operator.run("incident", "resolve", id, "--reason", "over").code())
                .isZero();
    }

    @Test
    void aReleaseKeyThatIsKeptElsewhereIsNamed() throws IOException {
        String id = stop("drill");
        Files.move(operator.path(KEY), operator.beside("release.pem"));

        Answer answer = operator.run("incident", "resolve", id, "--reason", "over");

        assertThat(answer)
                .isEqualTo(new Answer(
                        66,
                        "",
                        "bridgectl: the release key is not at " + operator.path(KEY)
                                + "\nIt may be kept elsewhere: ask its holder, and name it with --key PEM.\n"));
        assertThat(operator.run("incident", "resolve", id, "--reason", "over", "--key", "../release.pem")
                        .code())
                .isZero();
    }

    @Test
    void anotherKeyIsRefused() {
        String id = stop("drill");

        Answer answer = operator.run("incident", "resolve", id, "--reason", "x", "--key", "security/private.pem");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("bridgectl: the key is not this deployment's release key\n");
        assertThat(operator.run("verify").code()).isEqualTo(32);
    }

    @Test
    void aKeyThatWasSwappedTogetherWithItsPublicHalfIsRefused() throws IOException {
        String id = stop("drill");
        Files.copy(operator.path("security/private.pem"), operator.beside("forged.pem"));
        operator.write("security/release.public.pem", operator.text("security/public.pem"));

        Answer answer = operator.run("incident", "resolve", id, "--reason", "x", "--key", "../forged.pem");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("is not the release key that this host has seen before");
    }

    @Test
    void namingTheWrongKeyPutsNoStopInForceForOthers() {
        String id = stop("drill");
        operator.run("incident", "resolve", id, "--reason", "over");

        assertThat(operator.run("verify", "--trust", "security/public.pem").code())
                .isEqualTo(32 + 16);

        assertThat(operator.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();
        assertReady(operator.run("verify"));
    }

    @Test
    void aPlainVerifyPutsNoStopInForce() throws IOException {
        operator.flipByte(BRIDGE);

        assertThat(operator.run("verify").code()).isEqualTo(4);
        assertRestored(operator.run("restore"), "restored " + BRIDGE);
    }

    @Test
    void anHourAfterItsResolutionNothingIsLeftOfAStop() {
        String id = stop("drill");
        operator.run("incident", "resolve", id, "--reason", "over");
        operator.wait(Duration.ofHours(1));

        assertReady(operator.run("verify"));
        assertThat(operator.run("incident", "list").out()).endsWith("No emergency stop in force.\n");
    }

    private String stop(String reason) {
        Answer answer = operator.run("stop", "--reason", reason);
        assertThat(answer.code()).as(answer.err()).isZero();
        return answer.lines().get(0).substring("EMERGENCY STOP IN FORCE: ".length());
    }

    private String raiseAsAWatchWould() throws Exception {
        Host host = new Host(
                Map.of("XDG_STATE_HOME", operator.state().toString()),
                operator.root(),
                Clock.fixed(Instant.parse("2021-11-23T10:05:00Z"), ZoneOffset.UTC));
        Finding finding = Finding.of(
                Consequence.CHANGED,
                "hash-mismatch",
                BRIDGE,
                "HASH MISMATCH: " + BRIDGE,
                "bridgectl restore " + BRIDGE);
        Violation seen =
                Violation.of(Severity.CRITICAL, "integrity", BRIDGE + " is not what was sealed", List.of(finding));
        return new Incidents(Deployment.at(operator.root()), host)
                .raise(seen)
                .incident()
                .id()
                .text();
    }

    private void encryptReleaseKey(String secret) throws Exception {
        try (Passphrase passphrase = Passphrase.of(secret.toCharArray())) {
            RsaPrivateKey key = RsaPrivateKey.fromPem(operator.text(KEY), KEY, Passphrase.NONE);
            operator.write(KEY, key.toEncryptedPem(passphrase));
        }
    }
}
