package org.corebucket.bridge.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Private keys that are a seed of 32 bytes, as PKCS #8 in PEM: each algorithm has one fixed encoding before the seed. What is read
 * here is of the right form; every seed is a key.
 */
public enum SeedPem {
    /** As openssl writes it (RFC 8410, section 7). */
    ED25519("Ed25519", "302e020100300506032b657004220420"),
    /** With its seed alone (RFC 9881, section 6). */
    ML_DSA_44("ML-DSA-44", "3034020100300b060960864801650304031104228020");

    /** Length of a seed in bytes. */
    static final int BYTES = 32;

    private static final String LABEL = "PRIVATE KEY";

    private final String kind;
    private final String hexPrefix;

    SeedPem(String kind, String hexPrefix) {
        this.kind = kind;
        this.hexPrefix = hexPrefix;
    }

    /**
     * Throws unless a text is a private key of this algorithm.
     *
     * @param source where the text came from, for messages
     */
    public void requireKey(String pem, String source) throws MalformedKeyException {
        read(pem, source);
    }

    private byte[] prefix() {
        return HexFormat.of().parseHex(hexPrefix);
    }

    /** The seed of a key. */
    byte[] read(String pem, String source) throws MalformedKeyException {
        byte[] prefix = prefix();
        PemBlock block = PemBlock.first(pem, source);
        byte[] der = block.label().equals(LABEL) ? block.der() : new byte[0];
        boolean fits =
                der.length == prefix.length + BYTES && MessageDigest.isEqual(Arrays.copyOf(der, prefix.length), prefix);
        if (!fits) {
            throw new MalformedKeyException(
                    source,
                    "holds no " + kind + " private key as PKCS #8 with its seed alone",
                    "copy it again from its origin, or make a new one: bridgectl keys generate --log");
        }
        return Arrays.copyOfRange(der, prefix.length, der.length);
    }

    String write(byte[] seed) {
        byte[] prefix = prefix();
        byte[] der = Arrays.copyOf(prefix, prefix.length + seed.length);
        System.arraycopy(seed, 0, der, prefix.length, seed.length);
        return PemBlock.write(LABEL, der);
    }
}
