package org.corebucket.bridge.crypto;

import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** A private key of ML-DSA-44 (FIPS 204). It signs by BouncyCastle with an empty context, and is never printed. */
public final class MlDsa44PrivateKey {

    private final byte[] seed;
    private final MLDSAPrivateKeyParameters key;
    private final MlDsa44PublicKey publicKey;

    private MlDsa44PrivateKey(byte[] seed) {
        this.seed = seed;
        this.key = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
        try {
            this.publicKey = MlDsa44PublicKey.ofBytes(key.getPublicKey(), "the key");
        } catch (MalformedKeyException e) {
            throw new IllegalStateException("every seed of 32 bytes is an ML-DSA-44 key", e);
        }
    }

    /** Makes a new key. */
    public static MlDsa44PrivateKey generate() {
        byte[] seed = new byte[SeedPem.BYTES];
        new SecureRandom().nextBytes(seed);
        return new MlDsa44PrivateKey(seed);
    }

    /**
     * Reads a key, {@code PRIVATE KEY} (PKCS #8) with its seed alone.
     *
     * @param source where the text came from, for messages
     */
    public static MlDsa44PrivateKey fromPem(String pem, String source) throws MalformedKeyException {
        return new MlDsa44PrivateKey(SeedPem.ML_DSA_44.read(pem, source));
    }

    /** The key as PKCS #8 in PEM, with its seed alone. */
    public String toPem() {
        return SeedPem.ML_DSA_44.write(seed);
    }

    /** Signs these bytes, with fresh randomness (FIPS 204, section 3.4); the signature has 2420. */
    public byte[] sign(byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new ParametersWithRandom(key, new SecureRandom()));
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("a sound ML-DSA-44 key can't sign", e);
        }
    }

    /** The key that verifies what this one signs. */
    public MlDsa44PublicKey publicKey() {
        return publicKey;
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "ML-DSA-44 private key";
    }
}
