package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RsaPublicKeyTest {

    private static final String NOT_DER = "is not the DER encoding of the key that its label promises";
    private static final String EXPONENT = "holds an RSA key with a public exponent that is not odd";

    /** Every flaw of {@code keys/public/}, and how the message begins. */
    private static final Map<String, String> FLAWS = Map.ofEntries(
            Map.entry("empty", "is empty"),
            Map.entry("no-pem-block", "holds no PEM block"),
            Map.entry("begin-line-damaged", "has a damaged BEGIN line"),
            Map.entry("end-line-missing", "has no END line"),
            Map.entry("end-line-of-another-label", "ends with another label than it begins with"),
            Map.entry("two-blocks", "holds more than one PEM block"),
            Map.entry("text-after-the-block", "goes on after the END line"),
            Map.entry("base64-cut-off", "is not valid Base64"),
            Map.entry("base64-line-missing", NOT_DER),
            Map.entry("base64-with-foreign-character", "is not valid Base64"),
            Map.entry("base64-with-letter-beyond-ascii", "is not valid Base64"),
            Map.entry("base64-with-hidden-bits", "is not valid Base64: its end is cut off or altered"),
            Map.entry("base64-without-padding", "is not valid Base64: its end is cut off or altered"),
            Map.entry("elliptic-curve", "holds an elliptic-curve key, and only RSA keys"),
            Map.entry("ed25519", "holds an Ed25519 or Ed448 key, and only RSA keys"),
            Map.entry("rsa-pss", "holds a key for RSASSA-PSS alone"),
            Map.entry("1024-bits", "holds an RSA key of 1024 bits, and fewer than 2048 are refused"),
            Map.entry("certificate", "holds a certificate, not a bare public key"),
            Map.entry("private-key", "holds a private key where a public one belongs"),
            Map.entry("modulus-even", "holds an RSA key with a modulus that is not a product of odd primes"),
            Map.entry("modulus-negative", "holds an RSA key with a modulus that is not a product of odd primes"),
            Map.entry("modulus-of-16385-bits", "holds an RSA key with a modulus of 16385 bits"),
            Map.entry("exponent-one", EXPONENT),
            Map.entry("exponent-even", EXPONENT),
            Map.entry("exponent-negative", EXPONENT),
            Map.entry("exponent-of-257-bits", EXPONENT),
            Map.entry("der-cut-off", NOT_DER),
            Map.entry("der-goes-on", NOT_DER),
            Map.entry("der-with-empty-bit-string", NOT_DER),
            Map.entry("der-with-empty-integer", NOT_DER),
            Map.entry("der-with-modulus-beyond-the-end", NOT_DER),
            Map.entry("pkcs1-der-goes-on", NOT_DER),
            Map.entry("der-with-indefinite-length", NOT_DER),
            Map.entry("der-with-length-beyond-the-end", NOT_DER),
            Map.entry("der-with-long-length", NOT_DER),
            Map.entry("der-with-padded-modulus", NOT_DER),
            Map.entry("der-with-unused-bits", NOT_DER),
            Map.entry("der-without-null-parameters", NOT_DER),
            Map.entry("pkcs1-under-the-label-of-spki", NOT_DER));

    private static final byte[] CONTENT = "frozen".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource("flaws")
    void aFlawedKeyIsRefusedByItsFlaw(String flaw, String problem) {
        assertThatThrownBy(() -> RsaPublicKey.fromPem(KeyFixtures.text("public/" + flaw + ".pem"), "release.pem"))
                .isInstanceOfSatisfying(MalformedKeyException.class, refusal -> {
                    assertThat(refusal.problem()).startsWith(problem);
                    assertThat(refusal)
                            .hasMessage("release.pem: " + refusal.problem() + "; " + refusal.remedy())
                            .hasNoCause();
                    assertThat(refusal.remedy()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void aRefusalQuotesNothingOfTheText(String flaw) {
        String pem = KeyFixtures.text("public/" + flaw + ".pem");

        assertThatThrownBy(() -> RsaPublicKey.fromPem(pem, "release.pem"))
                .message()
                .doesNotContain(KeyFixtures.bodyPieces(pem));
    }

    @Test
    void everyFlawIsTried() throws Exception {
        assertThat(FLAWS.keySet()).isEqualTo(KeyFixtures.flaws("public"));
    }

    @Test
    void aShortKeyIsToldFromAMalformedOne() {
        assertThatThrownBy(() -> RsaPublicKey.fromPem(KeyFixtures.text("public/1024-bits.pem"), "release.pem"))
                .isInstanceOfSatisfying(
                        WeakKeyException.class,
                        refusal -> assertThat(refusal.bits()).isEqualTo(1024));
    }

    @Test
    void aPrivateKeyInTheWrongPlaceIsTurnedIntoAPublicOneByTheRemedy() {
        assertThatThrownBy(() -> RsaPublicKey.fromPem(KeyFixtures.text("public/private-key.pem"), "release.pem"))
                .hasMessageEndingWith("; keep it secret, and give its public half: openssl pkey -in FILE -pubout");
    }

    @Test
    void pkcs1AndSubjectPublicKeyInfoAreTheSameKey() throws Exception {
        RsaPublicKey pkcs1 = RsaPublicKey.fromPem(KeyFixtures.text("sound/public-pkcs1.pem"), "pkcs1");

        assertThat(pkcs1).isEqualTo(sound()).hasSameHashCodeAs(sound());
        assertThat(pkcs1.fingerprint()).isEqualTo(sound().fingerprint());
    }

    @Test
    void anotherKeyIsNotEqual() throws Exception {
        assertThat(RsaPrivateKey.generate(2048).publicKey()).isNotEqualTo(sound());
    }

    @Test
    void aKeyIsWrittenAsItWasRead() throws Exception {
        assertThat(sound().toPem()).isEqualTo(KeyFixtures.text("sound/public-spki.pem"));
    }

    @Test
    void aKeyIsNamedByTheDigestOfItsSubjectPublicKeyInfo() throws Exception {
        assertThat(sound().fingerprint()).isEqualTo("8bce99da85fd651d1ec75d26b16e6825f074c96a43e1c05501590635e2f08d4a");
        assertThat(sound())
                .hasToString(
                        "RSA public key of 2048 bits, 8bce99da85fd651d1ec75d26b16e6825f074c96a43e1c05501590635e2f08d4a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n\n", " \t\n"})
    void lineEndsAndTrailingSpaceDoNotMatter(String lineEnd) throws Exception {
        String pem = KeyFixtures.text("sound/public-spki.pem").replace("\n", lineEnd);

        assertThat(RsaPublicKey.fromPem(pem, "release.pem")).isEqualTo(sound());
    }

    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        String pem = KeyFixtures.text("sound/public-spki.pem").stripTrailing();

        assertThat(RsaPublicKey.fromPem(pem, "release.pem")).isEqualTo(sound());
    }

    @Test
    void textBeforeTheBlockIsExplanation() throws Exception {
        String pem = "Release key, since -----BEGIN PUBLIC KEY----- of 2026\r\n# keep it\n\n"
                + KeyFixtures.text("sound/public-spki.pem");

        assertThat(RsaPublicKey.fromPem(pem, "release.pem")).isEqualTo(sound());
    }

    @Test
    void aSignatureHoldsForItsContentAndItsDigest() throws Exception {
        byte[] signature = KeyFixtures.soundKey().sign(CONTENT);

        sound().verifyContent(CONTENT, signature);
        sound().verify(EmsaPkcs1.sha256(CONTENT), signature);
    }

    @Test
    void aSignatureDoesNotHoldForOtherContent() throws Exception {
        byte[] signature = KeyFixtures.soundKey().sign(CONTENT);

        assertThatThrownBy(() -> sound().verifyContent("thawed".getBytes(StandardCharsets.UTF_8), signature))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("the content was changed, or another key made it");
    }

    @Test
    void aSignatureOfAnotherLengthIsRefusedBeforeAnyArithmetic() throws Exception {
        byte[] longer = Arrays.copyOf(KeyFixtures.soundKey().sign(CONTENT), 257);

        assertThatThrownBy(() -> sound().verifyContent(CONTENT, longer))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessage("the signature has 257 bytes, and the key of 2048 bits makes 256");
    }

    @Test
    void aSignatureRaisedByTheModulusIsOutOfRange() throws Exception {
        byte[] raised = {};
        byte[] content = {0};
        for (; raised.length != 256; content[0]++) { // until the sum fits into as many bytes
            BigInteger signature = new BigInteger(1, KeyFixtures.soundKey().sign(content));
            byte[] sum = signature.add(modulus()).toByteArray();
            raised = sum.length == 257 && sum[0] == 0 ? Arrays.copyOfRange(sum, 1, 257) : sum;
        }
        content[0]--;
        byte[] outOfRange = raised;

        assertThatThrownBy(() -> sound().verifyContent(content, outOfRange))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("out of the key's range");
    }

    @Test
    void aDigestOfAnotherLengthIsABug() throws Exception {
        byte[] signature = KeyFixtures.soundKey().sign(CONTENT);

        assertThatThrownBy(() -> sound().verify(new byte[20], signature)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModulusOfOddLengthIsWorkedWith() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2049);

        RsaPublicKey.fromPem(key.publicKey().toPem(), "2049").verifyContent(CONTENT, key.sign(CONTENT));
    }

    static Stream<Arguments> flaws() {
        return FLAWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(flaw -> Arguments.of(flaw.getKey(), flaw.getValue()));
    }

    private static BigInteger modulus() throws Exception {
        byte[] info = PemBlock.first(KeyFixtures.text("sound/public-pkcs1.pem"), "test")
                .der();
        return new DerReader(info, "test").enter(Der.SEQUENCE).integer();
    }

    private static RsaPublicKey sound() throws MalformedKeyException {
        return RsaPublicKey.fromPem(KeyFixtures.text("sound/public-spki.pem"), "public-spki.pem");
    }
}
