package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The encryption scheme PBES2 of PKCS #5 (RFC 8018, section 6.2): PBKDF2 or scrypt, then a block cipher in CBC mode. */
final class Pbes2 {

    /** The iterations of PBKDF2-HMAC-SHA256 that OWASP's guidance on password storage asks for. */
    private static final int ITERATIONS = 600_000;

    /** The most iterations that a file may ask for: some seconds of work, not hours. */
    private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(10_000_000);

    private static final int SALT_BYTES = 16;

    private record Hmac(ASN1ObjectIdentifier identifier, String derivation) {}

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
    private final CbcCipher cipher;
    private final byte[] start;

    private Pbes2(KeyDerivation derivation, CbcCipher cipher, byte[] start) {
        this.derivation = derivation;
        this.cipher = cipher;
        this.start = start;
    }

    /**
     * PBKDF2-HMAC-SHA256 and AES-256 with a random salt and initialisation vector, in the form in which an encrypted key names
     * its scheme.
     */
    static AlgorithmIdentifier fresh() {
        AlgorithmIdentifier prf = new AlgorithmIdentifier(SHA_256.identifier, DERNull.INSTANCE);
        PBKDF2Params pbkdf2 = new PBKDF2Params(random(SALT_BYTES), ITERATIONS, prf);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, pbkdf2),
                new EncryptionScheme(
                        CbcCipher.AES_256.identifier(), new DEROctetString(random(CbcCipher.AES_256.blockBytes()))));
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Reads the scheme that an encrypted key names. */
    static Pbes2 read(AlgorithmIdentifier identifier, String source) throws MalformedKeyException {
        if (!identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw unsupported(source);
        }
        try {
            return read(PBES2Parameters.getInstance(identifier.getParameters()), source);
        } catch (RuntimeException e) { // BouncyCastle throws unchecked exceptions of many kinds for broken ASN.1.
            throw damaged(source);
        }
    }

    private static Pbes2 read(PBES2Parameters parameters, String source) throws MalformedKeyException {
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        boolean scrypt = derivation.getAlgorithm().equals(SCRYPT);
        if (!scrypt && !derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw unsupported(source);
        }
        ASN1ObjectIdentifier name = parameters.getEncryptionScheme().getAlgorithm();
        CbcCipher cipher = CbcCipher.find(one -> one.identifier().equals(name)).orElseThrow(() -> unsupported(source));
        byte[] start = ASN1OctetString.getInstance(
                        parameters.getEncryptionScheme().getParameters())
                .getOctets();
        if (scrypt) {
            return new Pbes2(KeyDerivation.scrypt(derivation.getParameters()), cipher, start);
        }
        PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(derivation.getParameters());
        Hmac hmac = hmac(pbkdf2.getPrf().getAlgorithm(), source);
        BigInteger length = pbkdf2.getKeyLength();
        if (pbkdf2.getSalt().length == 0 || (length != null && !length.equals(BigInteger.valueOf(cipher.keyBytes())))) {
            throw damaged(source);
        }
        int iterations = iterations(pbkdf2.getIterationCount(), source);
        return new Pbes2(KeyDerivation.pbkdf2(hmac.derivation, pbkdf2.getSalt(), iterations), cipher, start);
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

    private static Hmac hmac(ASN1ObjectIdentifier identifier, String source) throws MalformedKeyException {
        for (Hmac hmac : HMACS) {
            if (hmac.identifier.equals(identifier)) {
                return hmac;
            }
        }
        throw unsupported(source);
    }

    /** Decrypts a key. */
    byte[] open(Passphrase passphrase, byte[] data, String source)
            throws MalformedKeyException, PassphraseException.WrongPassphraseException {
        try {
            return cipher.open(derivation, passphrase, start, data, source);
        } catch (GeneralSecurityException e) {
            throw damaged(source);
        }
    }

    /** Encrypts a key. */
    byte[] seal(Passphrase passphrase, byte[] key) throws GeneralSecurityException {
        return cipher.apply(Cipher.ENCRYPT_MODE, derivation, passphrase, start, key);
    }

    /** The exception for data that does not have the structure of PKCS #8 and PKCS #5. */
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
