package org.corebucket.bridge.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 9.2): the encoded message that the RSA operation turns into a signature. */
public final class EmsaPkcs1 {

    private static final int DIGEST_BYTES = 32;

    /** DigestInfo up to the digest: note 1 of section 9.2, with the NULL parameters that it requires. */
    private static final byte[] PREFIX = {
        0x30,
        0x31,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x60,
        (byte) 0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x02,
        0x01,
        0x05,
        0x00,
        0x04,
        0x20
    };

    private EmsaPkcs1() {}

    /** The digest that is signed. */
    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The DigestInfo of a digest: steps 1 and 2. */
    public static byte[] digestInfo(byte[] sha256) {
        if (sha256.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + sha256.length);
        }
        byte[] info = Arrays.copyOf(PREFIX, PREFIX.length + DIGEST_BYTES);
        System.arraycopy(sha256, 0, info, PREFIX.length, DIGEST_BYTES);
        return info;
    }

    /** The encoded message, as long as the modulus in bytes: {@code 00 01 FF … FF 00 DigestInfo}. */
    static byte[] encode(byte[] info, int length) {
        byte[] message = new byte[length];
        int infoStart = length - info.length;
        message[1] = 1;
        Arrays.fill(message, 2, infoStart - 1, (byte) 0xff);
        System.arraycopy(info, 0, message, infoStart, info.length);
        return message;
    }
}
