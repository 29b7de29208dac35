package org.corebucket.bridge.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.transparency.NoteSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a private key's size is, however it can be told. */
final class KeyPermissionsCheckTest {

    private static final String LOG = "log.example/sample";
    private static final Path FIXTURES = Path.of("src/test/resources/keys");

    @TempDir
    private Path root;

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectory(root.resolve("security"));
    }

    @Test
    void aKeyThatIsTooShortIsFoundWithoutItsPublicHalf() throws IOException {
        put("private/1024-bits.pem", "private.pem");

        assertFound("KEY UNSOUND: security/private.pem"
                + " - holds an RSA key of 1024 bits, and fewer than 2048 are refused");
    }

    @Test
    void aKeyThatIsTooShortIsFoundUnderAnyName() throws IOException {
        put("private/1024-bits.pem", "tls.key");

        assertFound("KEY UNSOUND: security/tls.key - holds an RSA key of 1024 bits, and fewer than 2048 are refused");
    }

    @Test
    void theRemedyForAKeyOfAnyNameMakesOneThatIsLongEnough() throws Exception {
        put("private/1024-bits.pem", "tls.key");

        String remedy = run().findings().get(0).remedy();
        assertThat(remedy).doesNotContain("private.pem");
        ChildJvm.output(
                new ProcessBuilder("sh", "-c", remedy.substring(remedy.indexOf(": ") + 2)).directory(root.toFile()));

        assertPassed("security/tls.key: mode 0600, 3072 bits");
    }

    @Test
    void theRemedyForAPairMovesAwayOnlyWhatIsThere() throws IOException {
        put("private/1024-bits.pem", "token.private.pem");
        assertRemedy("move security/token.private.pem away, then: bridgectl keys generate token");

        put("public/1024-bits.pem", "token.public.pem");
        assertRemedy("move security/token.private.pem and security/token.public.pem away, then: bridgectl keys generate"
                + " token");
    }

    @Test
    void aDamagedPublicHalfIsMadeAnewFromASoundPrivateHalfOnly() throws IOException {
        put("sound/pkcs8.pem", "token.private.pem");
        write("token.public.pem", "damaged");
        assertRemedy("make it anew from its private half: openssl pkey -in security/token.private.pem -pubout -out"
                + " security/token.public.pem");

        write("token.private.pem", "-----BEGIN PRIVATE KEY-----");
        assertRemedy("put the public key there, or make a new pair: move security/token.private.pem and"
                + " security/token.public.pem away, then: bridgectl keys generate token");
    }

    @Test
    void aKeyThatIsTooShortIsFoundByItsPublicHalf() throws IOException {
        put("sound/encrypted.pem", "private.pem");
        put("public/1024-bits.pem", "public.pem");

        assertFound("KEY UNSOUND: security/public.pem"
                + " - holds an RSA key of 1024 bits, and fewer than 2048 are refused");
    }

    @Test
    void aKeyThatIsDamagedIsFoundWithoutItsPublicHalf() throws IOException {
        put("private/base64-cut-off.pem", "module.private.pem");

        assertThat(run().findings()).extracting(Finding::path).containsExactly("security/module.private.pem");
    }

    @Test
    void aKeyThatIsLongEnoughIsMeasuredWithoutItsPublicHalf() throws IOException {
        put("sound/pkcs8.pem", "private.pem");
        put("sound/pkcs1.pem", "tls.key");

        assertPassed("security/private.pem: mode 0600, 2048 bits", "security/tls.key: mode 0600, 2048 bits");
    }

    @Test
    void anEncryptedKeyCannotBeMeasuredAndTheEvidenceSaysSo() throws IOException {
        put("sound/encrypted.pem", "private.pem");

        assertPassed("security/private.pem: mode 0600, size unknown, it is encrypted and has no public half");
    }

    @Test
    void aKeyForAnotherPurposeNeedNotBeOfRsa() throws IOException {
        put("private/elliptic-curve.pem", "tls.key");

        assertPassed("security/tls.key: mode 0600, size unknown, it holds an elliptic-curve key,"
                + " and only RSA keys of 2048 bits or more are taken");
    }

    @Test
    void aPublicHalfOfAnotherPairIsFound() throws IOException {
        put("sound/pkcs8.pem", "bridge.private.pem");
        write("bridge.public.pem", RsaPrivateKey.generate(2048).publicKey().toPem());

        assertThat(run().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.message())
                    .startsWith("KEY PAIR DOES NOT MATCH: security/bridge.public.pem is not the public half of"
                            + " security/bridge.private.pem - Expected: ");
            assertThat(finding.remedy()).endsWith("bridgectl keys rotate bridge");
        });
    }

    @Test
    void thePublicHalfOfItsOwnPairIsEvidence() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        write("private.pem", key.toPem());
        write("public.pem", key.publicKey().toPem());

        assertPassed("security/private.pem: mode 0600, 2048 bits");
    }

    @Test
    void theReleaseKeyIsPutBackAndNotReplaced() throws IOException {
        put("sound/pkcs8.pem", "release.private.pem");
        write("release.public.pem", RsaPrivateKey.generate(2048).publicKey().toPem());

        assertThat(run().findings())
                .extracting(Finding::remedy)
                .singleElement()
                .satisfies(remedy ->
                        assertThat(remedy).doesNotContain("rotate").contains("from where the release key is kept"));
    }

    @Test
    void verifierKeysOfAnotherLogUnderItsNameAreFound() throws Exception {
        Deployment deployment = new Deployment(root.toRealPath());
        NoteKeys.make(deployment, Holder.LOG);
        assertThat(run().evidence())
                .contains("security/log.vkeys is not there yet; the bridge makes it when it starts");
        NoteKeys.writeVerifiers(deployment, Holder.LOG, LOG);
        assertThat(run().evidence()).contains("security/log.vkeys: what verifies the log's keys");

        String other =
                NoteSigner.ed25519(LOG, Ed25519PrivateKey.generate()).key().vkey();
        Files.writeString(root.resolve("security/log.vkeys"), other + "\n");

        assertFound("LOG VERIFIER KEYS DO NOT MATCH: security/log.vkeys is not what verifies the log's keys");
    }

    private void write(String name, String pem) throws IOException {
        Path key = Files.writeString(root.resolve("security").resolve(name), pem);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private void put(String fixture, String name) throws IOException {
        Path key =
                Files.copy(FIXTURES.resolve(fixture), root.resolve("security").resolve(name));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private CheckResult run() throws IOException {
        int user = FileFacts.of(root).owner();
        return new KeyPermissionsCheck(new Deployment(root.toRealPath()), List.of(), user, new SampleLogPast()).run();
    }

    /** A log that has not signed yet. */
    private static final class SampleLogPast implements KeyPermissionsCheck.LogPast {

        @Override
        public boolean hasSigned() {
            return false;
        }

        @Override
        public Optional<String> name() {
            return Optional.of(LOG);
        }
    }

    private void assertFound(String message) throws IOException {
        assertThat(run().findings()).extracting(Finding::message).containsExactly(message);
    }

    private void assertRemedy(String remedy) throws IOException {
        assertThat(run().findings()).extracting(Finding::remedy).containsExactly(remedy);
    }

    private void assertPassed(String... evidence) throws IOException {
        CheckResult result = run();
        assertThat(result.findings()).isEmpty();
        assertThat(result.evidence()).containsExactly(evidence);
    }
}
