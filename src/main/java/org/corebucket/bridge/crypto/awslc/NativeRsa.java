package org.corebucket.bridge.crypto.awslc;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * RSA by a native library (AWS-LC), in half the JDK's time, for who signs or verifies thousands. It costs half a second to
 * load, so that whoever handles a few should not. It decides as the JDK's arithmetic does: what it signs and what it accepts
 * is the same to the byte.
 */
public final class NativeRsa {

    /** RSASSA-PKCS1-v1_5 over a DigestInfo that is given whole. */
    private static final String ALGORITHM = "NONEwithRSA";

    private final Provider provider;

    private NativeRsa(Provider provider) {
        this.provider = provider;
    }

    /** Why the library can't be used on this machine. */
    public static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(Throwable cause) {
            super("no native RSA here, so the JDK's is used: " + cause.getMessage(), cause);
        }
    }

    /**
     * Loads the library, and lets it test itself; later calls cost nothing.
     *
     * @throws UnavailableException on a machine that it is not made for, where it can't be unpacked, or fails its tests
     */
    public static NativeRsa load() throws UnavailableException {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            return new NativeRsa(provider);
        } catch (LinkageError | RuntimeException e) {
            throw new UnavailableException(e);
        }
    }

    /** Verifies under one public key. */
    public final class Verifier {

        private final PublicKey key;

        /** As many as threads verify. One that has refused is not used again: it may still hold what it refused. */
        private final Queue<Signature> idle = new ConcurrentLinkedQueue<>();

        private Verifier(PublicKey key) {
            this.key = key;
        }

        /** Whether a signature, of the modulus's length and below it, hides this DigestInfo and nothing else. */
        public boolean holds(byte[] digestInfo, byte[] signature) {
            Signature known = idle.poll();
            Signature verification = known == null ? initialised() : known;
            try {
                verification.update(digestInfo);
                boolean holds = verification.verify(signature);
                if (holds) {
                    idle.add(verification);
                }
                return holds;
            } catch (SignatureException e) {
                return false;
            }
        }

        private Signature initialised() {
            try {
                Signature verification = Signature.getInstance(ALGORITHM, provider);
                verification.initVerify(key);
                return verification;
            } catch (GeneralSecurityException e) {
                throw broken(e);
            }
        }
    }

    /** A verifier under a sound key. */
    public Verifier verifier(BigInteger modulus, BigInteger exponent) {
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA", provider);
            return new Verifier(factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /** A private key of its own form. */
    public PrivateKey privateKey(RSAPrivateCrtKeySpec numbers) {
        try {
            return KeyFactory.getInstance("RSA", provider).generatePrivate(numbers);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /** Signs a DigestInfo, blinded, and with the result checked before it is given away. */
    public byte[] sign(PrivateKey key, byte[] digestInfo) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM, provider);
            signer.initSign(key);
            signer.update(digestInfo);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(GeneralSecurityException e) {
        return new IllegalStateException("the native library can't work with a sound RSA key", e);
    }
}
