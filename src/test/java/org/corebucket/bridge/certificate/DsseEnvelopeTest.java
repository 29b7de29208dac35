package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.SoleHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The envelope is DSSE 1.0.2 to the letter. */
final class DsseEnvelopeTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);
    private static final byte[] STATEMENT = "{\"a\": 1}".getBytes(StandardCharsets.US_ASCII);

    private static String signed() {
        return new String(DsseEnvelope.sign(STATEMENT, SoleHolder.of(KEY)).bytes(), StandardCharsets.US_ASCII);
    }

    private static DsseEnvelope read(String json) throws MalformedJsonException {
        return DsseEnvelope.read(json.getBytes(StandardCharsets.US_ASCII), "envelope");
    }

    @Test
    void whatIsSignedIsTheSpecificationsExample() {
        byte[] encoded = DsseEnvelope.preAuthentication(
                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.US_ASCII));

        assertThat(encoded)
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void lengthsAreInBytes() {
        byte[] encoded = DsseEnvelope.preAuthentication("\u00e9", new byte[0]);

        assertThat(encoded).asString(StandardCharsets.UTF_8).isEqualTo("DSSEv1 2 \u00e9 0 ");
    }

    @Test
    void itHasTheMembersOfAnEnvelope() {
        String signature = Base64.getEncoder()
                .encodeToString(KEY.sign(
                        "DSSEv1 28 application/vnd.in-toto+json 8 {\"a\": 1}".getBytes(StandardCharsets.US_ASCII)));

        assertThat(signed()).isEqualTo("""
                        {
                          "payloadType": "application/vnd.in-toto+json",
                          "payload": "eyJhIjogMX0=",
                          "signatures": [
                            {
                              "keyid": "%s",
                              "sig": "%s"
                            }
                          ]
                        }
                        """.formatted(KEY.publicKey().fingerprint(), signature));
    }

    @Test
    void whatWasSignedIsAccepted() throws Exception {
        DsseEnvelope read = read(signed());

        assertThatCode(() -> read.verify(SoleHolder.deciding(KEY))).doesNotThrowAnyException();
        assertThat(read.statement()).isEqualTo(STATEMENT);
    }

    @Test
    void anotherStatementIsNot() throws Exception {
        DsseEnvelope read = read(signed().replace("eyJhIjogMX0=", "eyJhIjogMn0="));

        assertThatThrownBy(() -> read.verify(SoleHolder.deciding(KEY))).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void aSecondSignatureIsNotTheReleaseKeysAlone() throws Exception {
        DsseEnvelope read =
                read(signed().replace("\"signatures\": [", "\"signatures\": [{\"keyid\": \"\", \"sig\": \"\"},"));

        assertThatThrownBy(() -> read.verify(SoleHolder.deciding(KEY)))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("2 signatures");
    }

    @Test
    void theKeysIdConvincesNobody() throws Exception {
        RsaPrivateKey stranger = RsaPrivateKey.generate(2048);
        String claimed = new String(
                        DsseEnvelope.sign(STATEMENT, SoleHolder.of(stranger)).bytes(), StandardCharsets.US_ASCII)
                .replace(stranger.publicKey().fingerprint(), KEY.publicKey().fingerprint());

        assertThatThrownBy(() -> read(claimed).verify(SoleHolder.deciding(KEY)))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.in-toto+json|application/json",
                "eyJhIjogMX0=|eyJhIjogMX0*",
                "\"keyid\"|\"key\"",
                "\"keyid\"|\"more\": 1, \"keyid\"",
                "\"payloadType\"|\"more\": 1, \"payloadType\""
            })
    void anyOtherDocumentIsRefused(String text, String other) {
        assertThat(signed()).contains(text);

        assertThatThrownBy(() -> read(signed().replace(text, other))).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eyJh\\nIjogMX0=", "eyJh IjogMX0="})
    void base64IsReadToTheLetter(String payload) throws Exception {
        String broken = signed().replace("eyJhIjogMX0=", payload);

        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("\"payload\" is not Base64");
    }

    @Test
    void anEnvelopeWithoutASignatureIsRefused() throws Exception {
        String none = signed().replaceAll("(?s)\\[.*]", "[]");

        assertThatThrownBy(() -> read(none))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("has 0 elements, not 1 to 32");
    }

    @Test
    void aSignatureWithoutAKeysIdIsRefused() throws Exception {
        String unnamed = signed().replaceAll("\"keyid\": \"[^\"]*\"", "\"keyid\": null");

        assertThatThrownBy(() -> read(unnamed)).isInstanceOf(MalformedJsonException.class);
    }
}
