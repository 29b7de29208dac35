package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged keys end in the declared exceptions, and in no other. */
final class KeyFuzzTest {

    private static final int ROUNDS = 10_000;

    private final Random random = new Random(5);

    @ParameterizedTest
    @ValueSource(strings = {"public-spki.pem", "public-pkcs1.pem"})
    void noDamageToAPublicKeyIsMoreThanARefusal(String form) throws Exception {
        RsaPublicKey sound = RsaPublicKey.fromPem(KeyFixtures.text("sound/" + form), form);
        List<String> texts = damaged(form);
        int refused = 0;
        for (String text : texts) {
            try {
                RsaPublicKey key = RsaPublicKey.fromPem(text, form);
                assertThat(RsaPublicKey.fromPem(key.toPem(), form)).isEqualTo(key);
            } catch (MalformedKeyException e) {
                refused++;
            }
        }
        // A flipped bit of the modulus or the exponent leaves another key, which is as sound as anyone can tell.
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
        assertThat(sound.bits()).isEqualTo(2048);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8.pem", "pkcs1.pem", "encrypted-in-one-iteration.pem"})
    void noDamageToAPrivateKeyIsMoreThanARefusal(String form) throws Exception {
        String sound = KeyFixtures.soundKey().toPem();
        for (String text : damaged(form)) {
            try {
                RsaPrivateKey key = RsaPrivateKey.fromPem(text, form, KeyFixtures.PASSPHRASE);
                assertThat(key.toPem())
                        .as("a damaged key that is taken is the same key")
                        .isEqualTo(sound);
            } catch (MalformedKeyException | PassphraseException.WrongPassphraseException e) {
                assertThat(e).hasMessageStartingWith(form + ": ");
            }
        }
    }

    /** Half of them damaged in the text, half in the DER below it. */
    private List<String> damaged(String form) throws MalformedKeyException {
        String text = KeyFixtures.text("sound/" + form);
        PemBlock block = PemBlock.first(text, form);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i += 2) {
            texts.add(new String(damage(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1));
            texts.add(PemBlock.write(block.label(), damage(block.der())));
        }
        return texts;
    }

    private byte[] damage(byte[] sound) {
        int at = random.nextInt(sound.length);
        if (random.nextInt(3) == 0) { // the structure lies in the first bytes
            at = random.nextInt(40);
        }
        byte[] bytes = sound.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            default -> System.arraycopy(sound, 0, bytes, at, bytes.length - at);
        }
        return bytes;
    }
}
