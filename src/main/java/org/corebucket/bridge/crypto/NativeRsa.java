package org.corebucket.bridge.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;

/**
 * RSA by a native library (AWS-LC), in half the JDK's time, where thousands of signatures are made or verified. It costs half a second to
 * load, so that whoever handles a few should not. It decides as the JDK's arithmetic does: what it signs and what it accepts
 * is the same to the byte.
 */
public final class NativeRsa {

    /** RSASP1 and RSAVP1 (RFC 8017, section 5.2), with the encoded message given and compared whole. */
    private static final String ALGORITHM = "RSA/ECB/NoPadding";

    /** Of the keys of the trial at load: short, since nothing hangs on them. */
    private static final int TRIAL_BITS = 1024;

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
            NativeRsa library = new NativeRsa(provider);
            library.tryOut();
            return library;
        } catch (LinkageError | RuntimeException | GeneralSecurityException e) {
            throw new UnavailableException(e);
        }
    }

    /** Signs and verifies once: what a provider lists, it need not have on every Java. */
    private void tryOut() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(TRIAL_BITS);
        KeyPair pair = generator.generateKeyPair();
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        byte[] message = new byte[TRIAL_BITS / Byte.SIZE];
        message[1] = 1;
        byte[] signature = sign(pair.getPrivate(), message);
        Verifier verifier = verifier(key.getModulus(), key.getPublicExponent());
        boolean tellsApart = verifier.holds(message, signature) && !verifier.holds(message, message);
        if (!tellsApart) {
            throw new SignatureException("the library does not take what it has signed");
        }
    }

    /** Verifies under one public key. */
    public final class Verifier {

        private final PublicKey key;

        /** As many as threads verify. One that has failed is not used again: it may still hold what it was given. */
        private final Queue<Cipher> idle = new ConcurrentLinkedQueue<>();

        private Verifier(PublicKey key) {
            this.key = key;
        }

        /**
         * Whether a signature, of the modulus's length and below it, hides this message and nothing else.
         *
         * @param message encoded, of as many bytes as the modulus has
         */
        public boolean holds(byte[] message, byte[] signature) {
            try {
                Cipher known = idle.poll();
                Cipher verification = known == null ? initialised() : known;
                byte[] hidden = verification.doFinal(signature);
                idle.add(verification);
                return MessageDigest.isEqual(message, hidden);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        private Cipher initialised() throws GeneralSecurityException {
            Cipher verification = Cipher.getInstance(ALGORITHM, provider);
            verification.init(Cipher.DECRYPT_MODE, key);
            return verification;
        }
    }

    /**
     * A verifier under a sound key.
     *
     * @throws GeneralSecurityException if the library does not take such a key, which the JDK's arithmetic may
     */
    public Verifier verifier(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA", provider);
        Verifier verifier = new Verifier(factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        byte[] two = two(modulus);
        // It imports keys that it refuses to work with.
        BigInteger power = new BigInteger(1, verifier.initialised().doFinal(two));
        if (!power.equals(BigInteger.TWO.modPow(exponent, modulus))) {
            throw new InvalidKeyException("the library does not calculate with this key");
        }
        return verifier;
    }

    /**
     * A private key of its own form.
     *
     * @throws GeneralSecurityException if the library does not take such a key, which the JDK's arithmetic may
     */
    public PrivateKey privateKey(RSAPrivateCrtKeySpec numbers) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA", provider).generatePrivate(numbers);
        BigInteger root = new BigInteger(1, sign(key, two(numbers.getModulus())));
        if (!root.modPow(numbers.getPublicExponent(), numbers.getModulus()).equals(BigInteger.TWO)) {
            throw new InvalidKeyException("the library does not calculate with this key");
        }
        return key;
    }

    /** The number two, in as many bytes as a modulus has. */
    private static byte[] two(BigInteger modulus) {
        byte[] two = new byte[(modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE];
        two[two.length - 1] = 2;
        return two;
    }

    /**
     * Signs, blinded, and with the result checked before it is given away.
     *
     * @param message encoded, of as many bytes as the modulus has
     */
    public byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
        Cipher signer = Cipher.getInstance(ALGORITHM, provider);
        signer.init(Cipher.ENCRYPT_MODE, key);
        return signer.doFinal(message);
    }
}
