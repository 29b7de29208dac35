package org.corebucket.bridge.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A digest of the SHA-2 family other than SHA-256, from a list that another program made. No sealed manifest has one. */
public final class OtherDigest {

    private final String algorithm;
    private final byte[] bytes;

    private OtherDigest(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /**
     * A digest whose length tells its algorithm.
     *
     * @throws IllegalArgumentException if no accepted algorithm has digests of this length
     */
    static OtherDigest of(byte[] bytes) {
        String algorithm = algorithm(bytes.length);
        if (algorithm == null) {
            throw new IllegalArgumentException("no algorithm makes a digest of " + bytes.length + " bytes");
        }
        return new OtherDigest(algorithm, bytes.clone());
    }

    /** The algorithm whose digests have this length, including SHA-256; null if there is none that is still secure. */
    static @Nullable String algorithm(int bytes) {
        return switch (bytes) {
            case 28 -> "SHA-224";
            case 32 -> "SHA-256";
            case 48 -> "SHA-384";
            case 64 -> "SHA-512";
            default -> null;
        };
    }

    /** A fresh computation. */
    MessageDigest compute() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** Whether a computed digest equals this one. The comparison takes constant time. */
    boolean is(byte[] computed) {
        return MessageDigest.isEqual(bytes, computed);
    }

    /** Lower-case hex digits. */
    String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
