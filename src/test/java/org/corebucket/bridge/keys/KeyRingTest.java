package org.corebucket.bridge.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which public halves count, and that a signature by any of them holds. */
final class KeyRingTest {

    private static final RsaPrivateKey PRESENT = RsaPrivateKey.generate(2048);
    private static final RsaPrivateKey PREVIOUS = RsaPrivateKey.generate(2048);
    private static final RsaPrivateKey EARLIER = RsaPrivateKey.generate(2048);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path root;

    private Deployment deployment;

    @BeforeEach
    void makeDirectory() throws Exception {
        Files.createDirectory(root.resolve("security"));
        deployment = new Deployment(root.toRealPath());
    }

    private void put(String name, RsaPrivateKey key) throws Exception {
        Files.writeString(
                root.resolve("security").resolve(name), key.publicKey().toPem());
    }

    private static String signer(KeyRing ring, RsaPrivateKey key) throws InvalidSignatureException {
        return ring.verifyContent(CONTENT, key.sign(CONTENT));
    }

    private static String name(RsaPrivateKey key) {
        return key.publicKey().fingerprint();
    }

    @Test
    void aSignatureByAnyOfTheKeysHoldsAndTheRingSaysWhoseItIs() throws Exception {
        KeyRing ring = KeyRing.of(List.of(PRESENT.publicKey(), PREVIOUS.publicKey()));

        assertThat(signer(ring, PRESENT)).isEqualTo(name(PRESENT));
        assertThat(signer(ring, PREVIOUS)).isEqualTo(name(PREVIOUS));
        assertThatThrownBy(() -> signer(ring, EARLIER)).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void anEmptyRingBelievesNothing() {
        KeyRing ring = KeyRing.of(List.of());

        assertThat(ring.isEmpty()).isTrue();
        assertThatThrownBy(() -> signer(ring, PRESENT)).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void aKeyIsFoundByItsFingerprint() {
        KeyRing ring = KeyRing.of(List.of(PRESENT.publicKey()));

        assertThat(ring.find(name(PRESENT))).contains(PRESENT.publicKey());
        assertThat(ring.find(name(EARLIER))).isEmpty();
    }

    @Test
    void besideAKeyOfAnyNameThePreviousOneCounts() throws Exception {
        put("finance.pem", PRESENT);
        assertThatThrownBy(() -> signer(KeyRing.beside(deployment, "security/finance.pem"), PREVIOUS))
                .isInstanceOf(InvalidSignatureException.class);

        put("finance.previous.pem", PREVIOUS);

        assertThat(signer(KeyRing.beside(deployment, "security/finance.pem"), PREVIOUS))
                .isEqualTo(name(PREVIOUS));
    }

    @Test
    void withoutThePresentKeyThereIsNoRing() throws Exception {
        put("finance.previous.pem", PREVIOUS);

        assertThatThrownBy(() -> KeyRing.beside(deployment, "security/finance.pem"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aPreviousKeyThatIsNoneIsNotPassedOver() throws Exception {
        put("public.pem", PRESENT);
        Files.writeString(root.resolve("security/public.previous.pem"), "no key");

        assertThatThrownBy(() -> KeyRing.beside(deployment, "security/public.pem"))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessageStartingWith("security/public.previous.pem: ");
    }

    @Test
    void aKeyBehindALinkIsNotRead() throws Exception {
        Path elsewhere =
                Files.writeString(root.resolve("elsewhere"), PRESENT.publicKey().toPem());
        Files.createSymbolicLink(root.resolve("security/public.pem"), elsewhere);

        assertThatThrownBy(() -> KeyRing.beside(deployment, "security/public.pem"))
                .isInstanceOf(NotRegularException.class);
        assertThat(KeyRing.lately(deployment, KeyPurpose.MODULE).isEmpty()).isTrue();
    }

    @Test
    void latelyIsThePresentKeyAndTheOneBeforeIt() throws Exception {
        put("bridge.public.pem", PRESENT);
        put("bridge.public.previous.pem", PREVIOUS);
        put("bridge.public.0123456789abcdef.pem", EARLIER);

        KeyRing lately = KeyRing.lately(deployment, KeyPurpose.BRIDGE);

        assertThat(lately.find(name(PRESENT))).isPresent();
        assertThat(lately.find(name(PREVIOUS))).isPresent();
        assertThat(lately.find(name(EARLIER))).isEmpty();
    }

    @Test
    void everIsAllKeysOfThePurposeAndNoOther() throws Exception {
        put("bridge.public.previous.pem", PREVIOUS);
        put("bridge.public.0123456789abcdef.pem", EARLIER);
        put("token.public.pem", PRESENT);

        KeyRing ever = KeyRing.ever(deployment, KeyPurpose.BRIDGE);

        assertThat(ever.find(name(PREVIOUS))).isPresent();
        assertThat(ever.find(name(EARLIER))).isPresent();
        assertThat(ever.find(name(PRESENT))).isEmpty();
    }

    @Test
    void allIsEveryPublicHalfOfEveryPurpose() throws Exception {
        put("public.previous.pem", PREVIOUS);
        put("bridge.public.0123456789abcdef.pem", EARLIER);
        put("finance.public.pem", PRESENT);
        Files.writeString(root.resolve("security/finance.private.pem"), PRESENT.toPem());

        KeyRing all = KeyRing.ofAll(deployment);

        assertThat(List.of(name(PREVIOUS), name(EARLIER), name(PRESENT)))
                .allMatch(fingerprint -> all.find(fingerprint).isPresent());
    }
}
