package org.corebucket.bridge.crypto;

/**
 * What signs with an RSA private key, wherever that key is: in memory, or on a token that never gives it away. Signatures are
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.1), and have as many bytes as the modulus.
 */
public interface RsaSigner {

    /** The key that verifies what this one signs. */
    RsaPublicKey publicKey();

    /**
     * Signs the content that has this digest.
     *
     * @param sha256 the content's SHA-256 digest, 32 bytes
     * @throws SignerFailedException if the key is elsewhere, and could not be reached or used; nothing is signed then
     */
    byte[] signDigest(byte[] sha256);

    /**
     * Signs the content.
     *
     * @throws SignerFailedException as {@link #signDigest} does
     */
    default byte[] sign(byte[] content) {
        return signDigest(EmsaPkcs1.sha256(content));
    }
}
