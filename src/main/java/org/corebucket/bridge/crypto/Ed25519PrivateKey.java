package org.corebucket.bridge.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** A private key of Ed25519 (RFC 8032). It signs by the JDK, and is never printed. */
public final class Ed25519PrivateKey {

    private final byte[] seed;
    private final PrivateKey signer;
    private final Ed25519PublicKey publicKey;

    private Ed25519PrivateKey(byte[] seed) {
        this.seed = seed;
        try {
            this.signer = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            // The JDK does not make a public key from a private one.
            this.publicKey = Ed25519PublicKey.ofBytes(
                    new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded(), "the key");
        } catch (GeneralSecurityException | MalformedKeyException e) {
            throw new IllegalStateException("every seed of 32 bytes is an Ed25519 key", e);
        }
    }

    /** Makes a new key. */
    public static Ed25519PrivateKey generate() {
        byte[] seed = new byte[SeedPem.BYTES];
        new SecureRandom().nextBytes(seed);
        return new Ed25519PrivateKey(seed);
    }

    /**
     * Reads a key, {@code PRIVATE KEY} (PKCS #8), as openssl writes it.
     *
     * @param source where the text came from, for messages
     */
    public static Ed25519PrivateKey fromPem(String pem, String source) throws MalformedKeyException {
        return new Ed25519PrivateKey(SeedPem.ED25519.read(pem, source));
    }

    /** The key as PKCS #8 in PEM, byte for byte as openssl writes it. */
    public String toPem() {
        return SeedPem.ED25519.write(seed);
    }

    /** Signs these bytes; the signature has 64. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signer);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sound Ed25519 key can't sign", e);
        }
    }

    /** The key that verifies what this one signs. */
    public Ed25519PublicKey publicKey() {
        return publicKey;
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "Ed25519 private key";
    }
}
