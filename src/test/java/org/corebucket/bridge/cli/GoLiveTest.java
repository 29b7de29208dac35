package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --deep} goes live for a moment, and leaves nothing behind. */
final class GoLiveTest {

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void standAtADeployment() throws Exception {
        operator = Operator.atDeployment(directory);
    }

    private Answer goLive() {
        return operator.run("verify", "--deep", "--read-only", "--check", "go-live", "--format", "json");
    }

    @Test
    void aDeepVerificationOfAGoodDeploymentIsReady() {
        Answer answer = operator.run("verify", "--deep");

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.lines()).contains("[LOCK] Simulating going live...", "Readiness Score: 100%");
    }

    @Test
    void eachAnswerOfTheBridgeIsEvidence() {
        assertThat(goLive().out().lines().map(GoLiveTest::withoutFigures))
                .containsSubsequence(
                        "\"Keys of this deployment: security/token.public.pem, security/bridge.public.pem,"
                                + " security/public.pem\",",
                        "\"Valid update of education: 200 success (N ms)\",",
                        "\"Receipt of education: 200, entry 1 HASH\",",
                        "\"Valid update of finance: 200 success (N ms)\",",
                        "\"Valid update of creative: 200 success (N ms)\",",
                        "\"Valid update of robotics: 200 success (N ms)\",",
                        "\"Update without a token: 401 missing_token (N ms)\",",
                        "\"Update with a changed signature: 401 invalid_signature (N ms)\",",
                        "\"Update with an old time: 401 stale_timestamp (N ms)\",",
                        "\"Replay of an update: 401 replay_detected (N ms)\",",
                        "\"Replay with a fresh nonce: 401 replay_detected (N ms)\",",
                        "\"Heartbeat of education: 200 success (N ms)\",",
                        "\"Health: 200 ok (N ms)\",",
                        "\"Health counts: 5 entries, 1 changed signature, 2 replays\",",
                        "\"Receipt after a restart: 200, entry 1 HASH\",",
                        "\"Replay after a restart: 401 replay_detected (N ms)\",",
                        "\"Replay after a restart with a fresh nonce: 401 replay_detected (N ms)\",",
                        "\"Updates counted after a restart: 4\",",
                        "\"The ledger that is left: holds, 5 entries, checkpoint of 5\"");
    }

    private static String withoutFigures(String line) {
        return line.strip().replaceAll("\\(\\d+\\.\\d ms\\)", "(N ms)").replaceAll("[0-9a-f]{64}", "HASH");
    }

    @Test
    void nothingOfTheDeploymentNorOfTheStateBesideItIsTouched() throws Exception {
        Map<String, String> before = TreeSnapshot.of(directory);

        Answer answer = goLive();

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
    }

    @Test
    void aPrivateHalfOfAnotherPairIsFound() throws Exception {
        operator.write("security/private.pem", RsaPrivateKey.generate(2048).toPem());

        Answer answer = goLive();

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out())
                .contains("\"go-live-key-pair\"")
                .contains("security/private.pem and security/public.pem are no pair");
    }

    @Test
    void aPublicHalfThatIsMissingIsFound() throws Exception {
        Files.delete(operator.path("security/bridge.public.pem"));

        Answer answer = goLive();

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("security/bridge.public.pem can't be read");
    }

    @Test
    void aKeyUnderAPassphraseIsReplacedByAScratchKey() throws Exception {
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(operator.text("security/private.pem"), "private.pem", Passphrase.NONE);
        operator.write("security/private.pem", key.toEncryptedPem(Passphrase.of("a passphrase".toCharArray())));

        Answer answer = goLive();

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.out()).contains("Scratch keys in place of security/public.pem");
    }

    @Test
    void aSharedSecretOfTheEnvironmentSignsTheTokens() throws Exception {
        operator.setVariable("CORE_BRIDGE_SECRET", "0123456789abcdef0123456789abcdef");
        seal("\"algorithm\": \"RS256\"", "\"algorithm\": \"HS256\"");

        Answer answer = goLive();

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.out()).contains("The token secret of CORE_BRIDGE_SECRET");
    }

    @Test
    void aSharedSecretThatIsTooShortIsFound() throws Exception {
        operator.setVariable("CORE_BRIDGE_SECRET", "0123456789abcdef0123456789abcdef");
        seal("\"algorithm\": \"RS256\"", "\"algorithm\": \"HS256\"");
        operator.setVariable("CORE_BRIDGE_SECRET", "short");

        Answer answer = goLive();

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("CORE_BRIDGE_SECRET has 5 bytes").doesNotContain("\"short\"");
    }

    @Test
    void aBridgeThatCanTakeNoUpdateIsFound() throws Exception {
        seal(
                "\"payloads_without_timestamp\": 1000000",
                "\"payloads_without_timestamp\": 0, \"payloads_with_timestamp\": 0");

        Answer answer = goLive();

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out())
                .contains("Valid update of education - Expected: 200 success Actual: 503")
                .contains("Replay of an update - Expected: 401 replay_detected Actual: 503");
    }

    @Test
    void aDescriptorThatChangedSinceItWasSealedIsNotAsked() throws Exception {
        operator.write(
                "canonical/core_bucket_bridge.json",
                operator.text("canonical/core_bucket_bridge.json").replace("8000", "8001"));

        Answer answer = operator.run("verify", "--deep", "--read-only");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.lines())
                .containsSubsequence(
                        "[LOCK] Simulating going live...",
                        "[SKIP] not asked: canonical/core_bucket_bridge.json is not the one that was sealed");
    }

    private void seal(String text, String other) throws Exception {
        Path descriptor = operator.path("canonical/core_bucket_bridge.json");
        String before = Files.readString(descriptor, StandardCharsets.UTF_8);
        assertThat(before).contains(text);
        Files.writeString(descriptor, before.replace(text, other));
        Answer sealed = operator.run("freeze", "--reason", "another bridge");
        assertThat(sealed.code()).as(sealed.err()).isZero();
    }

    @Test
    void withoutDeepItIsNoQuestion() {
        List<String> lines = operator.run("verify", "--read-only").lines();

        assertThat(lines).doesNotContain("[LOCK] Simulating going live...");
    }
}
