package org.corebucket.bridge.crypto;

import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** A public key of ML-DSA-44 (FIPS 204), which verifies by BouncyCastle, with an empty context. */
public final class MlDsa44PublicKey {

    /** Length of its encoding in bytes. */
    public static final int BYTES = 1312;

    private static final int SIGNATURE_BYTES = 2420;

    private final byte[] encoded;
    private final MLDSAPublicKeyParameters key;

    private MlDsa44PublicKey(byte[] encoded, MLDSAPublicKeyParameters key) {
        this.encoded = encoded;
        this.key = key;
    }

    /**
     * Reads the 1312 bytes of FIPS 204.
     *
     * @param source where they came from, for messages
     * @throws MalformedKeyException if there are more or fewer
     */
    public static MlDsa44PublicKey ofBytes(byte[] bytes, String source) throws MalformedKeyException {
        if (bytes.length != BYTES) {
            throw new MalformedKeyException(
                    source,
                    "an ML-DSA-44 key has 1312 bytes, not " + bytes.length,
                    "Take the key as whoever has it published it.");
        }
        return new MlDsa44PublicKey(
                bytes.clone(), new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, bytes.clone()));
    }

    /** The 1312 bytes of FIPS 204, copied. */
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
            throw new InvalidSignatureException("an ML-DSA-44 signature has 2420 bytes, not " + signature.length);
        }
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, key);
        verifier.update(message, 0, message.length);
        if (!verifier.verifySignature(signature)) {
            throw new InvalidSignatureException("the key did not sign these bytes");
        }
    }
}
