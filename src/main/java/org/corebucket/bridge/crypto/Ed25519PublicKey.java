package org.corebucket.bridge.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** A public key of Ed25519 (RFC 8032), which verifies by the JDK. */
public final class Ed25519PublicKey {

    /** Length of its encoding in bytes (RFC 8032, section 5.1.5). */
    public static final int BYTES = 32;

    private static final int SIGNATURE_BYTES = 64;

    /** What precedes those bytes in a SubjectPublicKeyInfo (RFC 8410, section 4). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] encoded;
    private final PublicKey key;

    private Ed25519PublicKey(byte[] encoded, PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    /**
     * Reads the 32 bytes of RFC 8032.
     *
     * @param source where they came from, for messages
     * @throws MalformedKeyException if they are none of a point of the curve
     */
    public static Ed25519PublicKey ofBytes(byte[] bytes, String source) throws MalformedKeyException {
        if (bytes.length != BYTES) {
            throw new MalformedKeyException(
                    source,
                    "an Ed25519 key has 32 bytes, not " + bytes.length,
                    "Take the key as whoever has it published it.");
        }
        byte[] whole = new byte[PREFIX.length + BYTES];
        System.arraycopy(PREFIX, 0, whole, 0, PREFIX.length);
        System.arraycopy(bytes, 0, whole, PREFIX.length, BYTES);
        try {
            return new Ed25519PublicKey(
                    bytes.clone(), KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(whole)));
        } catch (GeneralSecurityException e) {
            throw new MalformedKeyException(
                    source, "not an Ed25519 key: " + e.getMessage(), "Take the key as whoever has it published it.");
        }
    }

    /** The 32 bytes of RFC 8032, copied. */
    public byte[] bytes() {
        return encoded.clone();
    }

    /**
     * Verifies a signature.
     *
     * @throws InvalidSignatureException unless it is one of this key over exactly these bytes
     */
    public void verify(byte[] message, byte[] signature) throws InvalidSignatureException {
        if (signature.length != SIGNATURE_BYTES) {
            throw new InvalidSignatureException("an Ed25519 signature has 64 bytes, not " + signature.length);
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            if (!verifier.verify(signature)) {
                throw new InvalidSignatureException("the key did not sign these bytes");
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidSignatureException("the Ed25519 signature is malformed: " + e.getMessage());
        }
    }
}
