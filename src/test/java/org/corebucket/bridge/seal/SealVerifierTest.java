package org.corebucket.bridge.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.seal.SealedDeployment.OTHER;
import static org.corebucket.bridge.seal.SealedDeployment.RELEASE;
import static org.corebucket.bridge.seal.SealedDeployment.codes;
import static org.corebucket.bridge.seal.SealedDeployment.header;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealVerifierTest {

    @TempDir
    private Path directory;

    private SealedDeployment sealed;
    private Path manifest;
    private Path seal;

    @BeforeEach
    void sealADeployment() throws IOException {
        sealed = new SealedDeployment(directory);
        manifest = sealed.deployment().manifest();
        seal = sealed.deployment().seal();
    }

    @Test
    void aSealThatHoldsIsTrustedAndSaysWhatItIs() throws Exception {
        SealVerdict verdict = sealed.verify();

        String key = SealedDeployment.fingerprint(RELEASE);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.isTrusted()).isTrue();
        assertThat(verdict.serial()).isEqualTo(1);
        assertThat(verdict.system()).isEqualTo("A system");
        assertThat(verdict.result().evidence())
                .contains("Seal verified: serial 1, sealed 2026-11-20T10:00:00Z, expires never, release key " + key);
        assertThat(verdict.facts())
                .isEqualTo(new ManifestFacts(
                        "manifests/canonical.sha256",
                        Sha256.of(Files.readAllBytes(manifest)).hex(),
                        1,
                        "2026-11-20T10:00:00Z",
                        "never",
                        key));
        assertThat(new SealCheck(verdict).run()).isInstanceOf(CheckResult.Passed.class);
    }

    @Test
    void aManifestThatWasChangedAfterItsSealingIsNotTrusted() throws Exception {
        Files.writeString(manifest, "# \n", StandardOpenOption.APPEND);

        assertBlocked("seal-invalid");
    }

    @Test
    void aSealByAnotherKeyIsNotTrusted() throws Exception {
        sealed.seal(header(1, null), OTHER);

        assertBlocked("seal-invalid");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 257, 2048, 2049})
    void aSealThatIsCutOrTooLongIsNotTrusted(int length) throws Exception {
        Files.write(seal, Arrays.copyOf(Files.readAllBytes(seal), length));

        assertBlocked(length > 2048 ? "seal-missing" : "seal-invalid");
    }

    @Test
    void aMissingSealIsNotTrusted() throws Exception {
        Files.delete(seal);

        assertBlocked("seal-missing");
    }

    @Test
    void aSealBehindALinkIsNotRead() throws Exception {
        Path elsewhere = Files.move(seal, directory.resolve("seal"));
        Files.createSymbolicLink(seal, elsewhere);

        assertBlocked("seal-missing");
        assertThat(sealed.verify().findings().get(0).message())
                .isEqualTo("SEAL MISSING: manifests/canonical.sha256.sig is a symbolic link");
    }

    @Test
    void aMissingManifestIsNotTrusted() throws Exception {
        Files.delete(manifest);

        assertBlocked("manifest-missing");
        assertThat(sealed.verify().manifest()).isEmpty();
    }

    @Test
    void aFifoInPlaceOfTheManifestIsNotOpened() throws Exception {
        Files.delete(manifest);
        SpecialFiles.fifo(manifest);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertBlocked("manifest-missing"));
    }

    @Test
    void anEmptyManifestIsNotTrustedEvenSealed() throws Exception {
        Files.write(manifest, new byte[0]);
        Files.write(seal, RELEASE.sign(new byte[0]));

        assertBlocked("manifest-malformed");
        assertThat(sealed.verify().findings().get(0).message())
                .isEqualTo(
                        "MANIFEST MALFORMED: manifests/canonical.sha256:1: an empty manifest: it lists no file, and so"
                                + " protects none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "system", "serial", "sealed_at", "expires", "reason", "key"})
    void aHeaderWithoutAValueIsNotTrustedEvenSealed(String name) throws Exception {
        sealed.seal(header(1, null).lines().replaceFirst("# " + name + ": .*\n", ""), RELEASE);

        assertBlocked("manifest-malformed");
        assertThat(sealed.verify().findings().get(0).message()).contains("'" + name + "'");
    }

    @Test
    void eachFlawIsNamedOnceWhereHeaderAndSealAreBothWrong() throws Exception {
        sealed.seal("# serial: 1\n", OTHER);

        assertThat(codes(sealed.verify())).containsExactlyInAnyOrder("manifest-malformed", "seal-invalid");
    }

    @Test
    void aMissingReleaseKeyIsNoReasonToTrust() throws Exception {
        Files.delete(KeyPurpose.RELEASE.publicHalf(sealed.deployment()));

        assertBlocked("release-key-unusable");
    }

    @Test
    void aReleaseKeyThatIsNoneIsNoReasonToTrust() throws Exception {
        Files.writeString(KeyPurpose.RELEASE.publicHalf(sealed.deployment()), "no key");

        assertBlocked("release-key-unusable");
    }

    @Test
    void aReleaseKeyBehindALinkIsNotRead() throws Exception {
        Path key = KeyPurpose.RELEASE.publicHalf(sealed.deployment());
        Files.createSymbolicLink(key, Files.move(key, directory.resolve("key")));

        assertBlocked("release-key-unusable");
    }

    @Test
    void aHeaderThatNamesAnotherKeyThanTheOneThatSealedIsNotTrusted() throws Exception {
        sealed.publish(OTHER);
        sealed.seal(header(1, null), OTHER);

        assertBlocked("seal-key-differs");
    }

    @Test
    void trustsTheKeyThatWasNamedAndSaysSo() throws Exception {
        Path pem = Files.writeString(
                directory.resolve("key.pem"), RELEASE.publicKey().toPem());
        sealed.publish(OTHER);

        SealVerdict verdict = sealed.verifyTrusting(pem);

        assertThat(verdict.isTrusted()).isTrue();
        assertThat(verdict.result().evidence()).contains("trusted the key that --trust names");
    }

    @Test
    void aKeyThatWasSwappedTogetherWithItsSealIsNotTheOneThatWasNamed() throws Exception {
        Path pem = Files.writeString(
                directory.resolve("key.pem"), RELEASE.publicKey().toPem());
        sealed.publish(OTHER);
        sealed.seal(header(1, null), OTHER);

        assertThat(codes(sealed.verifyTrusting(pem))).containsExactly("seal-invalid");
    }

    @Test
    void aNamedKeyThatIsMissingIsNoReasonToTrust() throws Exception {
        assertThat(codes(sealed.verifyTrusting(directory.resolve("none.pem")))).containsExactly("release-key-unusable");
    }

    @Test
    void holdsUntilTheSecondBeforeItsExpiry() throws Exception {
        Instant expires = Instant.parse("2026-12-01T00:00:00Z");
        sealed.seal(header(1, expires), RELEASE);

        assertThat(sealed.verifyAt(expires.minusMillis(1)).isTrusted()).isTrue();
    }

    @Test
    void hasExpiredAtTheInstantOfItsExpiry() throws Exception {
        Instant expires = Instant.parse("2026-12-01T00:00:00Z");
        sealed.seal(header(1, expires), RELEASE);

        SealVerdict verdict = sealed.verifyAt(expires);

        assertThat(codes(verdict)).containsExactly("seal-expired");
        assertThat(verdict.findings().get(0).message())
                .isEqualTo("SEAL EXPIRED: it held until 2026-12-01T00:00:00Z, and it is 2026-12-01T00:00:00Z");
    }

    @Test
    void anInterruptedFreezeIsAcceptedAndFinished() throws Exception {
        interruptAFreeze();
        byte[] pending = Files.readAllBytes(sealed.deployment().pendingSeal());

        SealVerdict verdict = sealed.verify();

        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.serial()).isEqualTo(2);
        assertThat(verdict.result().evidence())
                .contains("a freeze was interrupted after its manifest was in force; its seal holds");
        assertThat(sealed.deployment().pendingSeal()).doesNotExist();
        assertThat(seal).hasBinaryContent(pending);
        assertThat(sealed.verify().isTrusted()).isTrue();
    }

    @Test
    void anInterruptedFreezeIsAcceptedButNotFinishedReadOnly() throws Exception {
        interruptAFreeze();

        assertThat(sealed.verifyReadOnly().isTrusted()).isTrue();

        assertThat(sealed.deployment().pendingSeal()).exists();
        assertThat(sealed.deployment().path("manifests/.lock")).doesNotExist();
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void whoeverHoldsTheLockFinishesItsOwnFreeze() throws Exception {
        interruptAFreeze();

        try (DeploymentLock lock = DeploymentLock.forChanges(sealed.deployment())) {
            assertThat(sealed.verify().isTrusted()).isTrue();
        }

        assertThat(sealed.deployment().pendingSeal()).exists();
    }

    @Test
    void aFreezeThatEndedBeforeItsManifestWasInForceChangesNothing() throws Exception {
        byte[] next = SealedDeployment.manifest(header(2, null).lines());
        Files.write(sealed.deployment().pendingSeal(), RELEASE.sign(next));

        SealVerdict verdict = sealed.verify();

        assertThat(verdict.isTrusted()).isTrue();
        assertThat(verdict.serial()).isEqualTo(1);
        assertThat(sealed.deployment().pendingSeal()).exists();
    }

    @Test
    void aPendingSealByAnotherKeyIsNotTrusted() throws Exception {
        interruptAFreeze();
        Files.write(sealed.deployment().pendingSeal(), OTHER.sign(Files.readAllBytes(manifest)));

        assertBlocked("seal-invalid");
    }

    /** A freeze that ended when its manifest was in place and its seal not yet. */
    private void interruptAFreeze() throws IOException {
        byte[] old = Files.readAllBytes(seal);
        sealed.seal(header(2, null), RELEASE);
        Files.move(seal, sealed.deployment().pendingSeal());
        Files.write(seal, old);
    }

    private void assertBlocked(String code) throws IOException {
        SealVerdict verdict = sealed.verify();

        assertThat(codes(verdict)).containsExactly(code);
        assertThat(verdict.isTrusted()).isFalse();
        assertThat(verdict.findings()).extracting(Finding::consequence).containsOnly(Consequence.UNTRUSTED);
        assertThat(sealed.store().exists()).as("nothing is remembered of it").isFalse();
    }
}
