package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RsaPrivateKeyTest {

    private static final String NOT_DER = "is not the DER encoding of the key that its label promises";
    private static final String NOT_TOGETHER = "holds an RSA key whose numbers do not belong together";
    private static final String DAMAGED = "is not the encoding of an encrypted key that its label promises";
    private static final String SCHEME = "is encrypted by another scheme than PBES2";
    private static final String ITERATIONS = "asks for a number of PBKDF2 iterations that is not from 1 to 10000000";
    private static final String CURVE = "holds an elliptic-curve key, and only RSA keys";

    /** Every flaw of {@code keys/private/}, and how the message begins. */
    private static final Map<String, String> FLAWS = Map.ofEntries(
            Map.entry("public-key", "holds a public key where a private one belongs"),
            Map.entry("certificate", "holds a certificate, not a private key"),
            Map.entry("elliptic-curve", CURVE),
            Map.entry("elliptic-curve-after-its-parameters", CURVE),
            Map.entry("elliptic-curve-encrypted", CURVE),
            Map.entry("ed25519", "holds an Ed25519 or Ed448 key, and only RSA keys"),
            Map.entry("openssh-format", "holds a key in OpenSSH's own format"),
            Map.entry("1024-bits", "holds an RSA key of 1024 bits, and fewer than 2048 are refused"),
            Map.entry("two-blocks", "holds more than one PEM block"),
            Map.entry("text-after-the-block", "goes on after the END line"),
            Map.entry("base64-cut-off", "is not valid Base64"),
            Map.entry("encrypted-by-pbes1", SCHEME),
            Map.entry("encrypted-by-camellia", SCHEME),
            Map.entry("encrypted-with-10000001-iterations", ITERATIONS),
            Map.entry("encrypted-with-no-iteration", ITERATIONS),
            Map.entry("encrypted-with-no-salt", DAMAGED),
            Map.entry("encrypted-with-short-initialisation-vector", DAMAGED),
            Map.entry("encrypted-with-another-key-length", DAMAGED),
            Map.entry("encrypted-without-parameters", DAMAGED),
            Map.entry("encrypted-data-cut-off", DAMAGED),
            Map.entry("encrypted-data-empty", DAMAGED),
            Map.entry("encrypted-der-cut-off", DAMAGED),
            Map.entry("modulus-altered", NOT_TOGETHER),
            Map.entry("public-exponent-altered", NOT_TOGETHER),
            Map.entry("private-exponent-altered", NOT_TOGETHER),
            Map.entry("private-exponent-not-reduced", NOT_TOGETHER),
            Map.entry("first-prime-altered", NOT_TOGETHER),
            Map.entry("second-prime-altered", NOT_TOGETHER),
            Map.entry("prime-one", NOT_TOGETHER),
            Map.entry("first-prime-exponent-altered", NOT_TOGETHER),
            Map.entry("second-prime-exponent-altered", NOT_TOGETHER),
            Map.entry("coefficient-altered", NOT_TOGETHER),
            Map.entry("coefficient-not-reduced", NOT_TOGETHER),
            Map.entry("version-one", NOT_DER),
            Map.entry("der-goes-on", NOT_DER),
            Map.entry("pkcs1-der-goes-on", NOT_DER),
            Map.entry("pkcs1-of-three-primes", NOT_DER));

    private static final byte[] CONTENT = "frozen".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource("flaws")
    void aFlawedKeyIsRefusedByItsFlaw(String flaw, String problem) {
        String pem = KeyFixtures.text("private/" + flaw + ".pem");

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", KeyFixtures.PASSPHRASE))
                .isInstanceOfSatisfying(MalformedKeyException.class, refusal -> {
                    assertThat(refusal.source()).isEqualTo("release.pem");
                    assertThat(refusal.problem()).startsWith(problem);
                    assertThat(refusal.remedy()).isNotEmpty();
                    assertThat(refusal).hasNoCause();
                });
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void aRefusalQuotesNothingOfTheText(String flaw) {
        String pem = KeyFixtures.text("private/" + flaw + ".pem");

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", KeyFixtures.PASSPHRASE))
                .message()
                .doesNotContain(KeyFixtures.bodyPieces(pem));
    }

    @Test
    void everyFlawIsTried() throws Exception {
        assertThat(FLAWS.keySet()).isEqualTo(KeyFixtures.flaws("private"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8.pem", "pkcs1.pem", "encrypted.pem", "encrypted-in-one-iteration.pem"})
    void everyFormIsTheSameKey(String form) throws Exception {
        RsaPrivateKey key = RsaPrivateKey.fromPem(KeyFixtures.text("sound/" + form), form, KeyFixtures.PASSPHRASE);

        assertThat(key.publicKey().toPem()).isEqualTo(KeyFixtures.text("sound/public-spki.pem"));
        assertThat(key.toPem()).isEqualTo(KeyFixtures.text("sound/pkcs8.pem"));
        assertThat(key.bits()).isEqualTo(2048);
    }

    @Test
    void lineEndsOfWindowsDoNotMatter() throws Exception {
        String pem = KeyFixtures.text("sound/encrypted.pem").replace("\n", "\r\n");

        assertThat(RsaPrivateKey.fromPem(pem, "release.pem", KeyFixtures.PASSPHRASE)
                        .bits())
                .isEqualTo(2048);
    }

    @Test
    void aWrongPassphraseIsSaidToBeWrong() {
        String pem = KeyFixtures.text("sound/encrypted.pem");
        Passphrase wrong = Passphrase.of("battery staple".toCharArray());

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", wrong))
                .isInstanceOf(PassphraseException.WrongPassphraseException.class)
                .hasMessageStartingWith("release.pem: does not open with the passphrase given; check");
    }

    @Test
    void noWrongPassphraseIsTakenForABrokenKey() {
        String pem = KeyFixtures.text("sound/encrypted-in-one-iteration.pem");
        for (int i = 0; i < 1500; i++) { // about six of them leave padding that looks right
            Passphrase wrong = Passphrase.of(("battery staple " + i).toCharArray());

            assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", wrong))
                    .isInstanceOf(PassphraseException.WrongPassphraseException.class);
        }
    }

    @Test
    void aMissingPassphraseIsAskedFor() {
        String pem = KeyFixtures.text("sound/encrypted.pem");

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", Passphrase.NONE))
                .isInstanceOf(PassphraseException.MissingPassphraseException.class)
                .hasMessageStartingWith("release.pem: needs a passphrase, and none was given; name a file");
    }

    @Test
    void aWipedPassphraseOpensNothing() {
        String pem = KeyFixtures.text("sound/encrypted.pem");
        Passphrase wiped = Passphrase.of("correct horse".toCharArray());
        wiped.close();

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(pem, "release.pem", wiped))
                .isInstanceOf(PassphraseException.WrongPassphraseException.class);
    }

    @Test
    void nothingIsEncryptedUnderNoPassphrase() {
        assertThatThrownBy(() -> KeyFixtures.soundKey().toEncryptedPem(Passphrase.NONE))
                .isInstanceOf(PassphraseException.MissingPassphraseException.class);
    }

    @Test
    void anEncryptedKeyComesBackByItsPassphrase() throws Exception {
        String sealed = KeyFixtures.soundKey().toEncryptedPem(KeyFixtures.PASSPHRASE);

        assertThat(RsaPrivateKey.fromPem(sealed, "sealed", KeyFixtures.PASSPHRASE)
                        .toPem())
                .isEqualTo(KeyFixtures.soundKey().toPem());
    }

    @Test
    void noTwoEncryptionsAreAlike() throws Exception {
        assertThat(KeyFixtures.soundKey().toEncryptedPem(KeyFixtures.PASSPHRASE))
                .isNotEqualTo(KeyFixtures.soundKey().toEncryptedPem(KeyFixtures.PASSPHRASE));
    }

    @Test
    void aNewKeyHasTheBitsAskedForAndSigns() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(3072);

        assertThat(key.bits()).isEqualTo(3072);
        assertThat(key.sign(CONTENT)).hasSize(384);
        key.publicKey().verifyContent(CONTENT, key.sign(CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 2047, 16385})
    void aKeyOfUntrustedLengthIsNotMade(int bits) {
        assertThatThrownBy(() -> RsaPrivateKey.generate(bits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not " + bits);
    }

    @Test
    void aDigestIsSignedAsItsContentIs() throws Exception {
        RsaPrivateKey key = KeyFixtures.soundKey();

        assertThat(key.signDigest(EmsaPkcs1.sha256(CONTENT))).isEqualTo(key.sign(CONTENT));
    }

    @Test
    void aDigestOfAnotherLengthIsABug() {
        assertThatThrownBy(() -> KeyFixtures.soundKey().signDigest(new byte[20]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itPrintsItsLengthAndItsPublicNameAlone() throws Exception {
        RsaPrivateKey key = KeyFixtures.soundKey();

        assertThat(key)
                .hasToString(
                        "RSA private key of 2048 bits, for " + key.publicKey().fingerprint());
    }

    static Stream<Arguments> flaws() {
        return FLAWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(flaw -> Arguments.of(flaw.getKey(), flaw.getValue()));
    }
}
