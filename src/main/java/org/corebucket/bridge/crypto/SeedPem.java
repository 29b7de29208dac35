package org.corebucket.bridge.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/** Private keys that are a seed of 32 bytes, as PKCS #8 in PEM: each algorithm has one fixed encoding before the seed. */
final class SeedPem {

    /** Length of a seed in bytes. */
    static final int BYTES = 32;

    private static final String LABEL = "PRIVATE KEY";

    private SeedPem() {}

    /**
     * The seed of a key.
     *
     * @param prefix what stands before the seed in the key's DER
     * @param kind how messages name the algorithm
     */
    static byte[] read(String pem, byte[] prefix, String kind, String source) throws MalformedKeyException {
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

    static String write(byte[] prefix, byte[] seed) {
        byte[] der = Arrays.copyOf(prefix, prefix.length + seed.length);
        System.arraycopy(seed, 0, der, prefix.length, seed.length);
        return PemBlock.write(LABEL, der);
    }
}
