package org.corebucket.bridge.digest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;

/** A SHA-256 digest (FIPS 180-4): always 32 bytes, compared in constant time. */
public final class Sha256 {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    private static final MessageDigest FRESH = lookUp();

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A digest from its bytes.
     *
     * @throws IllegalArgumentException unless it has 32 bytes
     */
    public static Sha256 ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        return new Sha256(bytes.clone());
    }

    /**
     * Reads 64 hex digits of either case.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Sha256 parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 64 hex digits, not " + hex.length());
        }
        try {
            return new Sha256(Hex.decodeHex(hex));
        } catch (DecoderException e) {
            throw new IllegalArgumentException("a SHA-256 digest has hex digits only", e);
        }
    }

    /** The digest of some bytes in memory. */
    public static Sha256 of(byte[] content) {
        return new Sha256(newDigest().digest(content));
    }

    /** Content of any length. */
    public interface Source {
        /** Opens the content; the caller closes the stream. */
        InputStream open() throws IOException;
    }

    /** The digest of all that a source holds, in constant memory. */
    public static Sha256 of(Source source) throws IOException {
        return FileState.Digested.of(source).digest();
    }

    /**
     * A fresh SHA-256 of the JDK, whose implementation uses the processor's own instructions; those of other providers do not.
     */
    public static MessageDigest newDigest() {
        try {
            // Looking it up each time would cost a reflective call.
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 32 bytes, copied. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return Hex.encodeHexString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
