package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native library decides as the JDK's arithmetic does. */
final class NativeRsaTest {

    private static final byte[] CONTENT = "frozen".getBytes(StandardCharsets.UTF_8);

    private NativeRsa library;

    @BeforeEach
    void load() throws Exception {
        assumeThat(System.getProperty("os.arch"))
                .as("the library is made for this one")
                .isEqualTo("amd64");
        library = NativeRsa.load();
    }

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.crypto.SignatureVectorsTest#vectors")
    void aVectorIsAcceptedOrRefusedAsItSays(JsonNode vector) throws Exception {
        RsaPublicKey key = RsaPublicKey.fromPem(SignatureVectorsTest.resource("module.public.pem"), "module.public.pem")
                .by(library);
        byte[] content = vector.get("canonical").asText().getBytes(StandardCharsets.UTF_8);
        byte[] signature = Base64.getDecoder().decode(vector.get("signature").asText());

        if (vector.get("valid").asBoolean()) {
            key.verifyContent(content, signature);
        } else {
            assertThatThrownBy(() -> key.verifyContent(content, signature))
                    .isInstanceOf(InvalidSignatureException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 2056, 3072, 4096})
    void bothSignTheSameBytesAndEachTakesTheOthers(int bits) throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(bits);
        byte[] ours = key.sign(CONTENT);
        byte[] theirs = key.by(library).sign(CONTENT);

        assertThat(theirs).isEqualTo(ours);
        key.publicKey().by(library).verifyContent(CONTENT, ours);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void whatHidesAnythingElseThanTheOneMessageIsRefusedByBoth(byte[] message) throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        byte[] signature = rawSign(key, message);

        assertThatThrownBy(() -> key.publicKey().verifyContent(CONTENT, signature))
                .isInstanceOf(InvalidSignatureException.class);
        assertThatThrownBy(() -> key.publicKey().by(library).verifyContent(CONTENT, signature))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void whatWasVerifiedBeforeDecidesNothing() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        RsaPublicKey verifier = key.publicKey().by(library);
        byte[] other = "thawed".getBytes(StandardCharsets.UTF_8);
        byte[] good = key.sign(CONTENT);

        for (Named<byte[]> forgery : forgeries()) {
            byte[] forged = rawSign(key, forgery.getPayload());
            assertThatThrownBy(() -> verifier.verifyContent(CONTENT, forged))
                    .isInstanceOf(InvalidSignatureException.class);
            verifier.verifyContent(CONTENT, good);
            assertThatThrownBy(() -> verifier.verifyContent(other, good)).isInstanceOf(InvalidSignatureException.class);
            verifier.verifyContent(other, key.sign(other));
            assertThatThrownBy(() -> verifier.verifyContent(CONTENT, new byte[256]))
                    .isInstanceOf(InvalidSignatureException.class);
        }
    }

    @Test
    void theOneMessageSignedBareIsTaken() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        byte[] message = EmsaPkcs1.encode(EmsaPkcs1.digestInfo(EmsaPkcs1.sha256(CONTENT)), 256);

        key.publicKey().by(library).verifyContent(CONTENT, rawSign(key, message));
    }

    @Test
    void aKeyThatTheLibraryDoesNotTakeIsTheJdks() throws Exception {
        BigInteger exponent = BigInteger.ONE.shiftLeft(200).add(BigInteger.ONE);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        BigInteger modulus = ((RSAPublicKey) generator.generateKeyPair().getPublic()).getModulus();
        RsaPublicKey key = RsaPublicKey.of(modulus, exponent, "a key");

        assertThatThrownBy(() -> library.verifier(modulus, exponent)).isInstanceOf(GeneralSecurityException.class);
        assertThat(key.by(library)).isSameAs(key);
    }

    @Test
    void theSameKeyIsEqualByWhateverArithmetic() {
        RsaPublicKey key = RsaPrivateKey.generate(2048).publicKey();

        assertThat(key.by(library)).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(key.by(library).fingerprint()).isEqualTo(key.fingerprint());
    }

    /** Messages of 256 bytes that a sloppy parser takes for the signed one (RFC 8017, section 8.2.2, note). */
    static List<Named<byte[]>> forgeries() {
        byte[] digest = EmsaPkcs1.sha256(CONTENT);
        byte[] info = EmsaPkcs1.digestInfo(digest);
        byte[] bare = HexFormat.of()
                .parseHex("302f300b0609608648016503040201" + "0420"
                        + HexFormat.of().formatHex(digest));
        byte[] blockType2 = EmsaPkcs1.encode(info, 256);
        blockType2[1] = 2;
        byte[] paddingNotFf = EmsaPkcs1.encode(info, 256);
        paddingNotFf[20] = 0x7f;
        byte[] garbageBehind = new byte[256];
        garbageBehind[1] = 1;
        Arrays.fill(garbageBehind, 2, 10, (byte) 0xff);
        System.arraycopy(info, 0, garbageBehind, 11, info.length);
        byte[] digestOnly = new byte[256];
        digestOnly[1] = 1;
        Arrays.fill(digestOnly, 2, 223, (byte) 0xff);
        System.arraycopy(digest, 0, digestOnly, 224, digest.length);
        return List.of(
                Named.of("no NULL parameters", EmsaPkcs1.encode(bare, 256)),
                Named.of("block type 2", blockType2),
                Named.of("padding that is not FF", paddingNotFf),
                Named.of("garbage behind the DigestInfo", garbageBehind),
                Named.of("the digest without a DigestInfo", digestOnly));
    }

    private static byte[] rawSign(RsaPrivateKey key, byte[] message) throws Exception {
        byte[] der = Base64.getMimeDecoder()
                .decode(key.toPem().replaceAll("-----[A-Z ]+-----", "").strip());
        RSAPrivateCrtKey numbers =
                (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        BigInteger signed = new BigInteger(1, message).modPow(numbers.getPrivateExponent(), numbers.getModulus());
        byte[] signature = new byte[256];
        byte[] magnitude = signed.toByteArray();
        int surplus = Math.max(0, magnitude.length - 256);
        System.arraycopy(magnitude, surplus, signature, 256 - magnitude.length + surplus, magnitude.length - surplus);
        return signature;
    }
}
