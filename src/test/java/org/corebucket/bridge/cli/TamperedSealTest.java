package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertRestored;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.VerdictAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which manifest, seal, key and what the host remembers can be tampered with is found. */
final class TamperedSealTest {

    private static final String MANIFEST = "manifests/canonical.sha256";
    private static final String SEAL = MANIFEST + ".sig";
    private static final String KEY = "security/release.public.pem";
    private static final String INVALID =
            "SEAL INVALID: " + SEAL + " is not the release key's signature over " + MANIFEST;
    private static final String PUT_BACK = "put back the sealed manifest of serial ";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aDroppedLineBreaksTheSeal() throws IOException {
        rewrite(lines -> lines.removeIf(line -> line.endsWith("  automation/runner.py")));

        assertBlocked(operator.run("verify"), 16, INVALID);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
        assertReady(operator.run("verify"));
    }

    @Test
    void aDroppedLineOfTheCanonicalTreeAlsoLeavesItsFileUnlisted() throws IOException {
        rewrite(lines -> lines.removeIf(line -> line.endsWith("  canonical/OBSERVABILITY.md")));

        assertBlocked(operator.run("verify"), 16 + 1, INVALID, "UNLISTED FILE: canonical/OBSERVABILITY.md");
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void anAddedLineBreaksTheSeal() throws IOException {
        operator.write("evil.sh", "rm -rf /\n");
        rewrite(lines -> lines.add("0".repeat(64) + "  evil.sh"));

        assertBlocked(
                operator.run("verify"),
                16 + 4,
                INVALID,
                "HASH MISMATCH: evil.sh - Expected: <64 hex> Actual: <64 hex>");
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void linesInAnotherOrderBreakTheSeal() throws IOException {
        rewrite(lines -> Collections.swap(lines, lines.size() - 1, lines.size() - 2));

        assertBlocked(operator.run("verify"), 16, INVALID);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aMissingSealIsFoundAndPutBack() throws IOException {
        Files.delete(operator.path(SEAL));

        assertBlocked(operator.run("verify"), 16, "SEAL MISSING: " + SEAL);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aCutSealIsFoundAndPutBack() throws IOException {
        Files.write(operator.path(SEAL), Arrays.copyOf(operator.read(SEAL), 100));

        assertBlocked(operator.run("verify"), 16, INVALID);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void anEmptySealIsFoundAndPutBack() throws IOException {
        operator.write(SEAL, "");

        assertBlocked(operator.run("verify"), 16, INVALID);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aSealByAnotherKeyIsFoundAndPutBack() throws Exception {
        seal(moduleKey());

        assertBlocked(operator.run("verify"), 16, INVALID);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aKeySwappedWithItsSealIsNoticedByAHostThatRemembers() throws Exception {
        swapKeyAndSeal();

        assertBlocked(
                operator.run("verify"),
                16,
                "RELEASE KEY CHANGED: security/release.public.pem is not the key that this host has seen before");
        Answer restore = operator.run("restore");
        assertThat(restore.code()).isEqualTo(78);
        assertThat(restore.out()).isEmpty();
        assertThat(restore.err()).contains("security/release.public.pem");
    }

    @Test
    void aKeySwappedWithItsSealIsTakenOnTrustByAHostThatDoesNotRemember(@TempDir Path other) throws Exception {
        operator = Operator.atStrangeDeployment(other);
        swapKeyAndSeal();

        Answer answer = operator.run("verify");

        assertReady(answer);
        assertThat(answer.out())
                .contains("[WARN] TAKEN ON TRUST: serial 1 and the release key -"
                        + " this host has no state from an earlier verification\n");
    }

    @Test
    void aKeySwappedWithItsSealIsNoticedByWhoeverTrustsTheOldKey(@TempDir Path other) throws Exception {
        operator = Operator.atStrangeDeployment(other);
        Files.copy(operator.path(KEY), operator.beside("known.pem"));
        swapKeyAndSeal();

        assertBlocked(
                operator.run("verify", "--trust", operator.beside("known.pem").toString()), 16, INVALID);
    }

    @Test
    void aSealByAnotherKeyThanTheTrustedOneIsAskedAboutAndNotPutBack() throws Exception {
        String trusted = moduleKey().publicKey().fingerprint();
        String stated = key("security/release.private.pem").publicKey().fingerprint();

        Answer answer = operator.run("verify", "--trust", "security/public.pem");

        assertBlocked(answer, 16, INVALID);
        assertThat(answer.lines())
                .contains(
                        "[FIX] compare the keys' fingerprints with what the release key's owner tells you: --trust names "
                                + trusted + ", the manifest " + stated
                                + "; if the first is right, somebody else sealed this deployment");
    }

    @Test
    void aKeySwappedWithItsSealOverTheOldHeaderNamesTheWrongKey() throws Exception {
        RsaPrivateKey other = moduleKey();
        Files.delete(operator.path("security/release.private.pem"));
        operator.write(KEY, other.publicKey().toPem());
        seal(other);

        assertBlocked(
                operator.run("verify"),
                16,
                "SEAL KEY DIFFERS: " + MANIFEST + " names another key than the one that is trusted");
    }

    @Test
    void anOlderManifestWithItsOwnSealIsFoundAndTheNewestIsPutBack() throws IOException {
        byte[] oldManifest = operator.read(MANIFEST);
        byte[] oldSeal = operator.read(SEAL);
        assertThat(operator.run("freeze", "--reason", "second").code()).isZero();
        Files.write(operator.path(MANIFEST), oldManifest);
        Files.write(operator.path(SEAL), oldSeal);

        assertBlocked(
                operator.run("verify"), 16, "SERIAL TOO LOW: an older manifest was put back; serial 1 after serial 2");
        assertRestored(operator.run("restore"), PUT_BACK + 2);
    }

    @Test
    void aSealHoldsUntilTheSecondInWhichItExpires() throws IOException {
        operator.run("freeze", "--reason", "short", "--expires", "2h");
        operator.wait(Duration.ofHours(2).minusSeconds(1));
        assertReady(operator.run("verify"));

        operator.wait(Duration.ofSeconds(1));

        assertBlocked(
                operator.run("verify"),
                16,
                "SEAL EXPIRED: it held until 2021-11-23T12:00:00Z, and it is 2021-11-23T12:00:00Z");
        assertThat(operator.run("restore"))
                .isEqualTo(
                        new Answer(
                                16,
                                "Nothing to put back: every listed file is as it was sealed.\nPRODUCTION READINESS: BLOCKED\n",
                                "[ERROR] SEAL EXPIRED: it held until 2021-11-23T12:00:00Z, and it is 2021-11-23T12:00:00Z\n"
                                        + "[FIX] restore does not renew it: review the files, then seal them anew:"
                                        + " bridgectl freeze --reason TEXT --expires DURATION; without --expires it never expires\n"));
        operator.flipByte("automation/runner.py");
        assertThat(operator.run("restore").out()).startsWith("restored automation/runner.py\n");
        assertThat(operator.run("freeze", "--reason", "reviewed").code()).isZero();
        assertReady(operator.run("verify"));
    }

    @Test
    void anEmptyManifestProtectsNothingAndIsPutBack() throws IOException {
        operator.write(MANIFEST, "");

        assertBlocked(
                operator.run("verify"),
                16,
                "MANIFEST MALFORMED: " + MANIFEST + ":1: an empty manifest: it lists no file, and so protects none");
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aManifestWithoutItsHeaderIsMalformed() throws Exception {
        rewrite(lines -> lines.removeIf(line -> line.startsWith("#")));
        seal(releaseKey());

        assertBlocked(
                operator.run("verify"),
                16,
                "MANIFEST MALFORMED: " + MANIFEST
                        + ":1: the header has no valid 'deployment'; it is not a manifest that 'freeze' wrote");
    }

    @Test
    void aMissingManifestIsPutBack() throws IOException {
        Files.delete(operator.path(MANIFEST));

        assertBlocked(operator.run("verify"), 16, "MANIFEST MISSING: " + MANIFEST);
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aManifestBehindASymbolicLinkIsNone() throws IOException {
        Files.move(operator.path(MANIFEST), operator.beside("manifest"));
        Files.createSymbolicLink(operator.path(MANIFEST), operator.beside("manifest"));

        assertBlocked(operator.run("verify"), 16, "MANIFEST MISSING: " + MANIFEST + " is a symbolic link");
        assertRestored(operator.run("restore"), PUT_BACK + 1);
    }

    @Test
    void aMissingReleaseKeyIsNotTrusted() throws IOException {
        Files.delete(operator.path(KEY));

        assertBlocked(operator.run("verify"), 16, "RELEASE KEY UNUSABLE: " + KEY + " - it is missing");
    }

    @Test
    void aSealedPolicyWithAnUnknownFieldIsBlocked() throws Exception {
        String policy = operator.text("canonical/policy.json").replaceFirst("\\{", "{\n  \"backdoor\": true,");
        operator.write("canonical/policy.json", policy);
        sealWhatIsThere();

        Answer answer = operator.run("verify");

        assertThat(answer.violations())
                .singleElement()
                .asString()
                .startsWith("POLICY MALFORMED: canonical/policy.json");
        assertThat(answer.out()).contains("backdoor").contains("PRODUCTION READINESS: BLOCKED");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isEqualTo(8);
    }

    @Test
    void aClockThatWasSetBackIsFound() {
        operator.wait(Duration.ofMinutes(-6));

        assertBlocked(
                operator.run("verify"),
                16,
                "CLOCK SET BACK: it says 2021-11-23T09:54:00Z, but it was 2021-11-23T10:00:00Z already, when this user last verified");
    }

    @Test
    void aClockThatATimeServerSetBackALittleIsNoFinding() {
        operator.wait(Duration.ofMinutes(-5));

        assertReady(operator.run("verify"));
    }

    @Test
    void aStateDirectoryThatIsGoneIsMadeAgainAndTheReportSaysSo() throws IOException {
        Operator other = operator;
        other.setVariable("XDG_STATE_HOME", other.beside("another").toString());

        Answer first = other.run("verify");
        Answer second = other.run("verify");

        assertReady(first);
        assertThat(first.out()).contains("TAKEN ON TRUST");
        assertReady(second);
        assertThat(second.out()).doesNotContain("TAKEN ON TRUST");
    }

    @Test
    void aDeploymentThatWasMovedIsTakenOnTrust() throws IOException {
        Files.move(operator.root(), operator.beside("moved"));
        operator.goTo(operator.beside("moved"));

        Answer answer = operator.run("verify");

        assertReady(answer);
        assertThat(answer.out()).contains("[WARN] TAKEN ON TRUST: serial 1 and the release key");
    }

    @Test
    void anotherDeploymentInTheSamePlaceIsFound() throws Exception {
        rewrite(lines -> lines.replaceAll(line ->
                line.startsWith("# deployment: ") ? "# deployment: 00000000-0000-4000-8000-000000000000" : line));
        seal(releaseKey());

        assertBlocked(
                operator.run("verify"),
                16,
                "DEPLOYMENT CHANGED: another deployment lies where this host has seen one before");
    }

    @Test
    void aStateThatCannotBeReadIsNotTakenForNone() throws IOException {
        Path state = operator.filesBelow(operator.state()).stream()
                .filter(path -> path.toString().endsWith(".state"))
                .findFirst()
                .orElseThrow();
        Files.writeString(state, "forget it\n");

        assertBlocked(
                operator.run("verify"),
                16,
                VerdictAssertions.masked("STATE UNUSABLE: " + state + " - it does not hold a state"));
        assertThat(operator.run("freeze", "--reason", "anyway").code()).isEqualTo(78);
    }

    private interface Edit {
        void apply(List<String> lines);
    }

    private void rewrite(Edit edit) throws IOException {
        List<String> lines = new ArrayList<>(operator.text(MANIFEST).lines().toList());
        edit.apply(lines);
        operator.write(MANIFEST, String.join("\n", lines) + "\n");
    }

    /** What somebody does who can write to the deployment, and has a key, but not the release key. */
    /** On a host that keeps the private half elsewhere, as it should. */
    private void swapKeyAndSeal() throws Exception {
        RsaPrivateKey other = moduleKey();
        Files.delete(operator.path("security/release.private.pem"));
        operator.write(KEY, other.publicKey().toPem());
        rewrite(lines -> lines.replaceAll(line ->
                line.startsWith("# key: ") ? "# key: " + other.publicKey().fingerprint() : line));
        seal(other);
    }

    /** Seals a policy that {@code freeze} refuses. */
    private void sealWhatIsThere() throws Exception {
        String digest = Sha256.of(operator.read("canonical/policy.json")).hex();
        rewrite(lines -> lines.replaceAll(
                line -> line.endsWith("  canonical/policy.json") ? digest + "  canonical/policy.json" : line));
        seal(releaseKey());
    }

    private void seal(RsaPrivateKey key) throws IOException {
        Files.write(operator.path(SEAL), key.sign(operator.read(MANIFEST)));
    }

    private RsaPrivateKey releaseKey() throws Exception {
        return key("security/release.private.pem");
    }

    private RsaPrivateKey moduleKey() throws Exception {
        return key("security/private.pem");
    }

    private RsaPrivateKey key(String path) throws Exception {
        String pem = new String(operator.read(path), StandardCharsets.US_ASCII);
        return RsaPrivateKey.fromPem(pem, path, Passphrase.NONE);
    }
}
