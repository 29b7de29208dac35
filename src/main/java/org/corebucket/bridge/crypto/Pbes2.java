package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The encryption scheme PBES2 of PKCS #5 (RFC 8018, section 6.2): PBKDF2 or scrypt, then a block cipher in CBC mode. */
final class Pbes2 {

    /** What OWASP's password storage guidance asks of PBKDF2-HMAC-SHA256. */
    private static final int ITERATIONS = 600_000;

    /** Some seconds of work; a file must not be able to ask for hours. */
    private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(10_000_000);

    private static final int SALT_BYTES = 16;
    private static final int AES_BLOCK_BYTES = 16;

    private record BlockCipher(ASN1ObjectIdentifier identifier, String algorithm, int keyBytes) {}

    private record Hmac(ASN1ObjectIdentifier identifier, String derivation) {}

    private static final BlockCipher AES_256 = new BlockCipher(NISTObjectIdentifiers.id_aes256_CBC, "AES", 32);

    private static final List<BlockCipher> CIPHERS = List.of(
            AES_256,
            new BlockCipher(NISTObjectIdentifiers.id_aes192_CBC, "AES", 24),
            new BlockCipher(NISTObjectIdentifiers.id_aes128_CBC, "AES", 16),
            new BlockCipher(PKCSObjectIdentifiers.des_EDE3_CBC, "DESede", 24));

    private static final Hmac SHA_256 = new Hmac(PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256");

    private static final List<Hmac> HMACS = List.of(
            SHA_256,
            new Hmac(PKCSObjectIdentifiers.id_hmacWithSHA1, "PBKDF2WithHmacSHA1"),
            new Hmac(PKCSObjectIdentifiers.id_hmacWithSHA224, "PBKDF2WithHmacSHA224"),
            new Hmac(PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WithHmacSHA384"),
            new Hmac(PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512"));

    /** scrypt, 1.3.6.1.4.1.11591.4.11 (RFC 7914, section 7). */
    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

    private final KeyDerivation derivation;
    private final BlockCipher cipher;
    private final byte[] start;

    private Pbes2(KeyDerivation derivation, BlockCipher cipher, byte[] start) {
        this.derivation = derivation;
        this.cipher = cipher;
        this.start = start;
    }

    /** HMAC-SHA256 and AES-256 with random salt and initialisation vector. */
    static Pbes2 fresh() {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] start = new byte[AES_BLOCK_BYTES];
        random.nextBytes(start);
        return new Pbes2(new KeyDerivation.Pbkdf2(SHA_256.derivation, salt, ITERATIONS), AES_256, start);
    }

    /** Reads the scheme that an encrypted key names. */
    static Pbes2 read(AlgorithmIdentifier identifier, String source) throws MalformedKeyException {
        if (!identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw unsupported(source);
        }
        try {
            return read(PBES2Parameters.getInstance(identifier.getParameters()), source);
        } catch (RuntimeException e) { // BouncyCastle tells broken ASN.1 by unchecked exceptions of many kinds.
            throw damaged(source);
        }
    }

    private static Pbes2 read(PBES2Parameters parameters, String source) throws MalformedKeyException {
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        boolean scrypt = derivation.getAlgorithm().equals(SCRYPT);
        if (!scrypt && !derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw unsupported(source);
        }
        BlockCipher cipher = cipher(parameters.getEncryptionScheme().getAlgorithm(), source);
        byte[] start = ASN1OctetString.getInstance(
                        parameters.getEncryptionScheme().getParameters())
                .getOctets();
        if (scrypt) {
            return new Pbes2(KeyDerivation.Scrypt.read(derivation.getParameters()), cipher, start);
        }
        PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(derivation.getParameters());
        Hmac hmac = hmac(pbkdf2.getPrf().getAlgorithm(), source);
        BigInteger length = pbkdf2.getKeyLength();
        if (pbkdf2.getSalt().length == 0 || (length != null && !length.equals(BigInteger.valueOf(cipher.keyBytes)))) {
            throw damaged(source);
        }
        int iterations = iterations(pbkdf2.getIterationCount(), source);
        return new Pbes2(new KeyDerivation.Pbkdf2(hmac.derivation, pbkdf2.getSalt(), iterations), cipher, start);
    }

    private static int iterations(BigInteger count, String source) throws MalformedKeyException {
        if (count.signum() <= 0 || count.compareTo(MAX_ITERATIONS) > 0) {
            throw new MalformedKeyException(
                    source,
                    "asks for a number of PBKDF2 iterations that is not from 1 to " + MAX_ITERATIONS,
                    "encrypt it anew: openssl pkcs8 -topk8 -in FILE -out NEW");
        }
        return count.intValueExact();
    }

    private static BlockCipher cipher(ASN1ObjectIdentifier identifier, String source) throws MalformedKeyException {
        for (BlockCipher cipher : CIPHERS) {
            if (cipher.identifier.equals(identifier)) {
                return cipher;
            }
        }
        throw unsupported(source);
    }

    private static Hmac hmac(ASN1ObjectIdentifier identifier, String source) throws MalformedKeyException {
        for (Hmac hmac : HMACS) {
            if (hmac.identifier.equals(identifier)) {
                return hmac;
            }
        }
        throw unsupported(source);
    }

    /** The scheme as it stands in an encrypted key; only fresh ones are written. */
    AlgorithmIdentifier identifier() {
        if (!(derivation instanceof KeyDerivation.Pbkdf2 made)) {
            throw new IllegalStateException("only PBKDF2 is written");
        }
        AlgorithmIdentifier prf = new AlgorithmIdentifier(SHA_256.identifier, DERNull.INSTANCE);
        PBKDF2Params pbkdf2 = new PBKDF2Params(made.salt(), made.iterations(), prf);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, pbkdf2),
                new EncryptionScheme(cipher.identifier, new DEROctetString(start)));
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
    }

    /**
     * Encrypts or decrypts.
     *
     * @param mode of {@link Cipher}
     * @throws GeneralSecurityException if the data is not what the passphrase encrypts to
     */
    byte[] apply(int mode, Passphrase passphrase, byte[] data) throws GeneralSecurityException {
        byte[] key = {};
        try {
            key = derivation.key(passphrase, cipher.keyBytes);
            Cipher applied = Cipher.getInstance(cipher.algorithm + "/CBC/PKCS5Padding");
            applied.init(mode, new SecretKeySpec(key, cipher.algorithm), new IvParameterSpec(start));
            return applied.doFinal(data);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Not the structure that PKCS #8 and PKCS #5 define. */
    static MalformedKeyException damaged(String source) {
        return new MalformedKeyException(
                source,
                "is not the encoding of an encrypted key that its label promises",
                "copy the file again from its origin");
    }

    private static MalformedKeyException unsupported(String source) {
        return new MalformedKeyException(
                source,
                "is encrypted by another scheme than PBES2 with PBKDF2 or scrypt, and AES or triple DES in CBC mode",
                "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW");
    }
}
