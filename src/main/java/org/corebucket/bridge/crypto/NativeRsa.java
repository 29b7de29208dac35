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
 * RSA by a native library (AWS-LC), in half the JDK's time, where thousands of signatures are made or verified. It takes half a
 * second to load, which does not pay for a few signatures. It makes and accepts exactly the signatures that the JDK's
 * arithmetic makes and accepts.
 */
public final class NativeRsa {

    /**
     * The bare RSA operation, RSASP1 and RSAVP1 (RFC 8017, section 5.2): the caller encodes the message, and compares it as a
     * whole.
     */
    private static final String ALGORITHM = "RSA/ECB/NoPadding";

    /** The length of the keys by which the library is tried when it is loaded. They are short, since they protect nothing. */
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
     * @throws UnavailableException if it is not made for this machine, can't be unpacked, or fails its tests
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

    /** Signs and verifies once, since a provider may list an algorithm that fails on this Java. */
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

        /**
         * Ciphers that no thread uses at present. A cipher that has failed is not put back: it may still hold its last input.
         */
        private final Queue<Cipher> idle = new ConcurrentLinkedQueue<>();

        private Verifier(PublicKey key) {
            this.key = key;
        }

        /**
         * Whether this is the signature of exactly this message. The signature has the modulus's length, and is below the
         * modulus.
         *
         * @param message the encoded message, as long as the modulus
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
     * @throws GeneralSecurityException if the library refuses such a key; the JDK's arithmetic may still accept it
     */
    public Verifier verifier(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA", provider);
        Verifier verifier = new Verifier(factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        byte[] two = two(modulus);
        // The library imports keys that it later refuses to use, so the key is tried.
        BigInteger power = new BigInteger(1, verifier.initialised().doFinal(two));
        if (!power.equals(BigInteger.TWO.modPow(exponent, modulus))) {
            throw new InvalidKeyException("the library does not calculate with this key");
        }
        return verifier;
    }

    /**
     * A private key of its own form.
     *
     * @throws GeneralSecurityException if the library refuses such a key; the JDK's arithmetic may still accept it
     */
    public PrivateKey privateKey(RSAPrivateCrtKeySpec numbers) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA", provider).generatePrivate(numbers);
        BigInteger root = new BigInteger(1, sign(key, two(numbers.getModulus())));
        if (!root.modPow(numbers.getPublicExponent(), numbers.getModulus()).equals(BigInteger.TWO)) {
            throw new InvalidKeyException("the library does not calculate with this key");
        }
        return key;
    }

    /** The number two, padded to the length of the modulus. */
    private static byte[] two(BigInteger modulus) {
        byte[] two = new byte[(modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE];
        two[two.length - 1] = 2;
        return two;
    }

    /**
     * Signs with blinding, and checks the result before it is returned.
     *
     * @param message the encoded message, as long as the modulus
     */
    public byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
        Cipher signer = Cipher.getInstance(ALGORITHM, provider);
        signer.init(Cipher.ENCRYPT_MODE, key);
        return signer.doFinal(message);
    }
}
