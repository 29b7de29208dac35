package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.function.UnaryOperator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;

/** Derives the key of a cipher from a passphrase. The caller wipes the key. */
interface KeyDerivation {

    /**
     * The most memory that scrypt may ask for, in bytes: a file must not be able to ask for all memory, or for hours of work.
     */
    long MOST_MEMORY = 128L << 20;

    /** The most parallel chunks that scrypt may ask for. */
    int MOST_PARALLEL = 16;

    /** A key of this length. */
    byte[] key(Passphrase passphrase, int bytes) throws GeneralSecurityException;

    /** PBKDF2 (RFC 8018, section 5.2) by the JDK, whose SHA-256 uses the processor's own instructions. */
    static KeyDerivation pbkdf2(String algorithm, byte[] salt, int iterations) {
        return (passphrase, bytes) -> {
            PBEKeySpec secret = new PBEKeySpec(passphrase.characters(), salt, iterations, Byte.SIZE * bytes);
            try {
                return SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(secret)
                        .getEncoded();
            } finally {
                secret.clearPassword();
            }
        };
    }

    /**
     * scrypt (RFC 7914), by BouncyCastle.
     *
     * @param parameters the ASN.1 structure of RFC 7914, section 7
     * @throws IllegalArgumentException if it has another form, or asks for too much memory or work
     */
    static KeyDerivation scrypt(ASN1Encodable parameters) {
        Enumeration<?> fields = ASN1Sequence.getInstance(parameters).getObjects();
        byte[] salt = ASN1OctetString.getInstance(fields.nextElement()).getOctets();
        int cost = number(fields.nextElement());
        int blockSize = number(fields.nextElement());
        int parallel = number(fields.nextElement());
        if (cost < 2
                || Integer.bitCount(cost) != 1
                || 128L * cost * blockSize > MOST_MEMORY
                || parallel > MOST_PARALLEL) {
            throw new IllegalArgumentException("scrypt with parameters that are not taken");
        }
        return (passphrase, bytes) ->
                withSecret(passphrase, secret -> SCrypt.generate(secret, salt, cost, blockSize, parallel, bytes));
    }

    private static int number(Object field) {
        BigInteger value = ASN1Integer.getInstance(field).getValue();
        if (value.signum() <= 0) {
            throw new IllegalArgumentException("a parameter is not above zero");
        }
        return value.intValueExact();
    }

    /** The derivation that openssl used before PKCS #8, {@code EVP_BytesToKey}: rounds of MD5, by BouncyCastle. */
    static KeyDerivation md5Rounds(byte[] salt) {
        return (passphrase, bytes) -> withSecret(passphrase, secret -> {
            OpenSSLPBEParametersGenerator rounds = new OpenSSLPBEParametersGenerator();
            rounds.init(secret, salt);
            return ((KeyParameter) rounds.generateDerivedParameters(Byte.SIZE * bytes)).getKey();
        });
    }

    private static byte[] withSecret(Passphrase passphrase, UnaryOperator<byte[]> derivation) {
        byte[] secret = utf8(passphrase);
        try {
            return derivation.apply(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] utf8(Passphrase passphrase) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase.characters()));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        encoded.clear();
        encoded.put(new byte[encoded.capacity()]);
        return bytes;
    }
}
