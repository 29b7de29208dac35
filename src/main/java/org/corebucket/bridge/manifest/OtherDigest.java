package org.corebucket.bridge.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a file must hash to under another algorithm of the SHA-2 family than SHA-256, in a list that somebody else made. No sealed
 * manifest has one.
 */
public final class OtherDigest {

    private final String algorithm;
    private final byte[] bytes;

    private OtherDigest(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /**
     * The digest of that many bytes, whose number tells its algorithm.
     *
     * @throws IllegalArgumentException if no algorithm that is taken makes so many
     */
    static OtherDigest of(byte[] bytes) {
        String algorithm = algorithm(bytes.length);
        if (algorithm == null) {
            throw new IllegalArgumentException("no algorithm makes a digest of " + bytes.length + " bytes");
        }
        return new OtherDigest(algorithm, bytes.clone());
    }

    /** Which algorithm makes so many bytes, SHA-256 among them; null if none does that still proves anything. */
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

    /** Whether this is what was computed, compared in constant time. */
    boolean is(byte[] computed) {
        return MessageDigest.isEqual(bytes, computed);
    }

    /** Lower-case hex digits. */
    String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
