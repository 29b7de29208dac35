package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An RSA public key of 2048 to 16384 bits. It verifies RSASSA-PKCS1-v1_5 signatures over SHA-256 digests as RFC 8017, section
 * 8.2.2, asks: it builds the one encoded message that a valid signature gives, and compares. Nothing of a signature is ever
 * parsed.
 *
 * <p>The JDK's own {@code Signature} is not used: on Java 17 it also accepts a DigestInfo without the NULL parameters.
 */
public final class RsaPublicKey {

    /** The shortest modulus that is trusted, in bits (NIST SP 800-131A, section 3). */
    public static final int MIN_BITS = 2048;

    /** The longest modulus that is accepted, in bits, so that no key can make a verification take minutes. */
    public static final int MAX_BITS = 16384;

    /** The longest public exponent, in bits (FIPS 186-5, appendix A.1.1). */
    private static final int MAX_EXPONENT_BITS = 256;

    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(3);

    private final BigInteger modulus;
    private final BigInteger exponent;
    private final byte[] encoded;
    private final NativeRsa.@Nullable Verifier verifier;

    private RsaPublicKey(BigInteger modulus, BigInteger exponent, NativeRsa.@Nullable Verifier verifier) {
        this.modulus = modulus;
        this.exponent = exponent;
        this.encoded = Der.sequence(KeyKind.rsaIdentifier(), Der.bitString(pkcs1()));
        this.verifier = verifier;
    }

    /** The same key, verifying by the native library; this key if the library does not accept it. */
    public RsaPublicKey by(NativeRsa library) {
        try {
            return new RsaPublicKey(modulus, exponent, library.verifier(modulus, exponent));
        } catch (GeneralSecurityException e) {
            return this;
        }
    }

    /**
     * Reads a key in PEM, {@code PUBLIC KEY} (RFC 5280, SubjectPublicKeyInfo) or {@code RSA PUBLIC KEY} (RFC 8017, appendix
     * A.1.1). Text before the block is ignored, and so are certificates before and after it; nothing else may follow.
     *
     * @param source where the text came from, for messages
     * @throws WeakKeyException if the key is shorter than {@link #MIN_BITS}
     * @throws MalformedKeyException if the text is anything else than one RSA public key in DER
     */
    public static RsaPublicKey fromPem(String pem, String source) throws MalformedKeyException {
        PemBlock block = PemBlock.first(pem, source);
        return switch (block.label()) {
            case "PUBLIC KEY" -> ofSpki(block.der(), source);
            case "RSA PUBLIC KEY" -> ofPkcs1(block.der(), source);
            default -> throw KeyKind.notPublic(block.label(), source);
        };
    }

    /**
     * A key from its numbers, which are checked: they may come from strangers.
     *
     * @param source where they came from, for messages
     * @throws WeakKeyException if the key is shorter than {@link #MIN_BITS}
     * @throws MalformedKeyException if these are no numbers of an RSA key, or of one that is too long
     */
    public static RsaPublicKey of(BigInteger modulus, BigInteger exponent, String source) throws MalformedKeyException {
        int bits = modulus.bitLength();
        if (modulus.signum() > 0 && bits < MIN_BITS) {
            throw new WeakKeyException(source, bits);
        }
        if (bits > MAX_BITS) {
            throw unsound(source, "a modulus of " + bits + " bits, and more than " + MAX_BITS + " are refused");
        }
        if (modulus.signum() <= 0 || !modulus.testBit(0)) {
            throw unsound(source, "a modulus that is not a product of odd primes");
        }
        if (exponent.compareTo(MIN_EXPONENT) < 0 || !exponent.testBit(0) || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw unsound(source, "a public exponent that is not odd, or not from 3 to 2^256");
        }
        return new RsaPublicKey(modulus, exponent, null);
    }

    private static RsaPublicKey ofSpki(byte[] der, String source) throws MalformedKeyException {
        DerReader info = new DerReader(der, source).enter(Der.SEQUENCE);
        KeyKind.requireRsa(info.enter(Der.SEQUENCE), source);
        RsaPublicKey key = ofNumbers(info.enterBitString(), source);
        requireSame(der, key.encoded, info);
        return key;
    }

    private static RsaPublicKey ofPkcs1(byte[] der, String source) throws MalformedKeyException {
        DerReader reader = new DerReader(der, source);
        RsaPublicKey key = ofNumbers(reader, source);
        requireSame(der, key.pkcs1(), reader);
        return key;
    }

    private static RsaPublicKey ofNumbers(DerReader reader, String source) throws MalformedKeyException {
        DerReader numbers = reader.enter(Der.SEQUENCE);
        return of(numbers.integer(), numbers.integer(), source);
    }

    private static void requireSame(byte[] read, byte[] written, DerReader reader) throws MalformedKeyException {
        if (!Arrays.equals(read, written)) {
            throw reader.broken();
        }
    }

    private static MalformedKeyException unsound(String source, String flaw) {
        return new MalformedKeyException(
                source, "holds an RSA key with " + flaw, "make a sound one: bridgectl keys generate NAME --dir DIR");
    }

    /**
     * Accepts a signature over the content, or throws.
     *
     * @throws InvalidSignatureException unless this key made it over exactly this content
     */
    public void verifyContent(byte[] content, byte[] signature) throws InvalidSignatureException {
        verify(EmsaPkcs1.sha256(content), signature);
    }

    /**
     * Accepts a signature over the content that has this digest, or throws (RFC 8017, section 8.2.2).
     *
     * @param sha256 the content's SHA-256 digest, 32 bytes
     * @throws InvalidSignatureException unless this key made it over exactly this digest
     */
    public void verify(byte[] sha256, byte[] signature) throws InvalidSignatureException {
        int length = (bits() + 7) / 8;
        if (signature.length != length) {
            throw new InvalidSignatureException("the signature has " + signature.length + " bytes, and the key of "
                    + bits() + " bits makes " + length);
        }
        if (new BigInteger(1, signature).compareTo(modulus) >= 0) {
            throw new InvalidSignatureException("the signature is out of the key's range: another key made it");
        }
        byte[] message = EmsaPkcs1.encode(EmsaPkcs1.digestInfo(sha256), signature.length);
        if (!(verifier == null ? hides(signature, message) : verifier.holds(message, signature))) {
            throw new InvalidSignatureException(
                    "the signature does not match: the content was changed, or another key made it");
        }
    }

    /** RSAVP1, and the comparison of section 8.2.2. */
    private boolean hides(byte[] signature, byte[] message) {
        BigInteger hidden = new BigInteger(1, signature).modPow(exponent, modulus);
        return MessageDigest.isEqual(message, toBytes(hidden, signature.length));
    }

    /** The length of the modulus. */
    public int bits() {
        return modulus.bitLength();
    }

    /** The key's fingerprint: SHA-256 over its DER SubjectPublicKeyInfo, as 64 lower-case hex digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(EmsaPkcs1.sha256(encoded));
    }

    /** The key as SubjectPublicKeyInfo in PEM, byte for byte as openssl writes it. */
    public String toPem() {
        return PemBlock.write("PUBLIC KEY", encoded);
    }

    /** RSAPublicKey (RFC 8017, appendix A.1.1). */
    private byte[] pkcs1() {
        return Der.sequence(Der.integer(modulus), Der.integer(exponent));
    }

    /** I2OSP (RFC 8017, section 4.1). */
    private static byte[] toBytes(BigInteger value, int length) {
        byte[] magnitude = value.toByteArray(); // with a zero byte in front if its first bit is set
        int surplus = Math.max(0, magnitude.length - length);
        byte[] bytes = new byte[length];
        System.arraycopy(magnitude, surplus, bytes, length - magnitude.length + surplus, magnitude.length - surplus);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsaPublicKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "RSA public key of " + bits() + " bits, " + fingerprint();
    }
}
