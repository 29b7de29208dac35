package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An RSA private key of 2048 to 16384 bits whose numbers belong together. It signs by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017,
 * section 8.2.1). It is never printed.
 */
public final class RsaPrivateKey implements RsaSigner {

    private final RsaPublicKey publicKey;
    private final RSAPrivateCrtKeySpec numbers;

    private final @Nullable NativeRsa library;

    /**
     * The JDK's or the library's form of the key, made when it first signs: reading a key is cheap, preparing it for signing is
     * not.
     */
    private @Nullable PrivateKey signer;

    private RsaPrivateKey(
            RsaPublicKey publicKey,
            RSAPrivateCrtKeySpec numbers,
            @Nullable NativeRsa library,
            @Nullable PrivateKey signer) {
        this.publicKey = publicKey;
        this.numbers = numbers;
        this.library = library;
        this.signer = signer;
    }

    /** The same key, signing by the native library; this key if the library does not accept it. */
    public RsaPrivateKey by(NativeRsa library) {
        try {
            return new RsaPrivateKey(publicKey, numbers, library, library.privateKey(numbers));
        } catch (GeneralSecurityException e) {
            return this;
        }
    }

    /**
     * Makes a new key with the public exponent 65537.
     *
     * @param bits the length of its modulus, 2048 to 16384
     */
    public static RsaPrivateKey generate(int bits) {
        if (bits < RsaPublicKey.MIN_BITS || bits > RsaPublicKey.MAX_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key has " + RsaPublicKey.MIN_BITS + " to " + RsaPublicKey.MAX_BITS + " bits, not " + bits);
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
            return of(numbers((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate()), "the new key");
        } catch (GeneralSecurityException | MalformedKeyException e) {
            throw new IllegalStateException("every Java platform makes sound RSA keys", e);
        }
    }

    /**
     * Reads a key in PEM: {@code PRIVATE KEY} (PKCS #8), {@code RSA PRIVATE KEY} (PKCS #1), or {@code ENCRYPTED PRIVATE KEY}
     * (PKCS #8 with PBES2). A PKCS #1 key may be encrypted in openssl's old form. Text before the block is ignored, and so are
     * certificates before and after it; nothing else may follow.
     *
     * @param source where the text came from, for messages
     * @param passphrase used for an encrypted key only
     * @throws WeakKeyException if the key is shorter than {@link RsaPublicKey#MIN_BITS}
     * @throws MalformedKeyException if the text is anything else than one RSA private key in DER
     * @throws PassphraseException.MissingPassphraseException if the key is encrypted and there is no passphrase
     * @throws PassphraseException.WrongPassphraseException if the passphrase does not open it
     */
    public static RsaPrivateKey fromPem(String pem, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException {
        PemBlock block = PemBlock.first(pem, source);
        return switch (block.label()) {
            case "PRIVATE KEY" -> of(PrivateKeyDer.readPkcs8(block.der(), source), source);
            case "RSA PRIVATE KEY" -> of(PrivateKeyDer.readPkcs1(pkcs1(block, source, passphrase), source), source);
            case "ENCRYPTED PRIVATE KEY" -> {
                byte[] opened = open(block.der(), source, passphrase);
                yield of(PrivateKeyDer.readPkcs8(opened, source), source);
            }
            default -> throw KeyKind.notPrivate(block.label(), source);
        };
    }

    private static byte[] pkcs1(PemBlock block, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException {
        String dekInfo = block.dekInfo();
        if (dekInfo == null) {
            return block.der();
        }
        if (!passphrase.isPresent()) {
            throw new PassphraseException.MissingPassphraseException(source);
        }
        return OldEncryption.open(dekInfo, block.der(), source, passphrase);
    }

    private static byte[] open(byte[] der, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException {
        if (!passphrase.isPresent()) {
            throw new PassphraseException.MissingPassphraseException(source);
        }
        return EncryptedKey.open(der, source, passphrase);
    }

    private static RsaPrivateKey of(RSAPrivateCrtKeySpec numbers, String source) throws MalformedKeyException {
        RsaPublicKey publicKey = RsaPublicKey.of(numbers.getModulus(), numbers.getPublicExponent(), source);
        if (!belongTogether(numbers)) {
            throw new MalformedKeyException(
                    source,
                    "holds an RSA key whose numbers do not belong together",
                    "copy it again from its origin, or make a new one: bridgectl keys generate NAME --dir DIR");
        }
        return new RsaPrivateKey(publicKey, numbers, null, null);
    }

    /** Whether the numbers satisfy RFC 8017, section 3.2, for two primes. That the primes are prime is not tested. */
    private static boolean belongTogether(RSAPrivateCrtKeySpec key) {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        BigInteger d = key.getPrivateExponent();
        BigInteger inverse = key.getCrtCoefficient();
        return isBelow(BigInteger.ONE, p)
                && isBelow(BigInteger.ONE, q)
                && p.multiply(q).equals(key.getModulus())
                && isBelow(BigInteger.ZERO, d)
                && isBelow(d, key.getModulus())
                && isExponent(d, key.getPrimeExponentP(), key.getPublicExponent(), p)
                && isExponent(d, key.getPrimeExponentQ(), key.getPublicExponent(), q)
                && isBelow(BigInteger.ZERO, inverse)
                && isBelow(inverse, p)
                && inverse.multiply(q).mod(p).equals(BigInteger.ONE);
    }

    private static boolean isExponent(BigInteger d, BigInteger reduced, BigInteger e, BigInteger prime) {
        BigInteger order = prime.subtract(BigInteger.ONE);
        return d.mod(order).equals(reduced) && e.multiply(reduced).mod(order).equals(BigInteger.ONE);
    }

    private static boolean isBelow(BigInteger low, BigInteger high) {
        return low.compareTo(high) < 0;
    }

    private static RSAPrivateCrtKeySpec numbers(RSAPrivateCrtKey key) {
        return new RSAPrivateCrtKeySpec(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The JDK or the native library does the private operation. Both use blinding, and check the result before they return it,
     * so that a computing fault can't disclose the primes.
     */
    @Override
    public byte[] signDigest(byte[] sha256) {
        byte[] digestInfo = EmsaPkcs1.digestInfo(sha256);
        try {
            if (library != null) {
                return library.sign(signer(), EmsaPkcs1.encode(digestInfo, (bits() + 7) / 8));
            }
            Signature signature = Signature.getInstance("NONEwithRSA");
            signature.initSign(signer());
            signature.update(digestInfo);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sound RSA key can't sign", e);
        }
    }

    private synchronized PrivateKey signer() throws GeneralSecurityException {
        PrivateKey made = signer;
        if (made == null) {
            made = KeyFactory.getInstance("RSA").generatePrivate(numbers);
            signer = made;
        }
        return made;
    }

    @Override
    public RsaPublicKey publicKey() {
        return publicKey;
    }

    /** The length of the modulus. */
    public int bits() {
        return publicKey.bits();
    }

    /** The unencrypted key as PKCS #8 in PEM, byte for byte as openssl writes it. */
    public String toPem() {
        return PemBlock.write("PRIVATE KEY", PrivateKeyDer.writePkcs8(numbers));
    }

    /**
     * The key encrypted by a passphrase, as PKCS #8 in PEM, which openssl reads: PBES2 with 600,000 iterations of
     * PBKDF2-HMAC-SHA256, and AES-256-CBC.
     *
     * @throws PassphraseException.MissingPassphraseException if there is no passphrase
     */
    public String toEncryptedPem(Passphrase passphrase) throws PassphraseException.MissingPassphraseException {
        if (!passphrase.isPresent()) {
            throw new PassphraseException.MissingPassphraseException("the private key");
        }
        byte[] sealed = EncryptedKey.seal(PrivateKeyDer.writePkcs8(numbers), passphrase);
        return PemBlock.write("ENCRYPTED PRIVATE KEY", sealed);
    }

    /** Tells the length and the public key's fingerprint, and nothing of the private key. */
    @Override
    public String toString() {
        return "RSA private key of " + bits() + " bits, for " + publicKey.fingerprint();
    }
}
