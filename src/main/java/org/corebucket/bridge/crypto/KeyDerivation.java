package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Enumeration;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.generators.SCrypt;

/** How a passphrase becomes the key of a cipher. What comes out is wiped by the caller. */
interface KeyDerivation {

    /** The key of so many bytes. */
    byte[] key(Passphrase passphrase, int bytes) throws GeneralSecurityException;

    /** PBKDF2 (RFC 8018, section 5.2), by the JDK. */
    final class Pbkdf2 implements KeyDerivation {

        private final String algorithm;
        private final byte[] salt;
        private final int iterations;

        Pbkdf2(String algorithm, byte[] salt, int iterations) {
            this.algorithm = algorithm;
            this.salt = salt.clone();
            this.iterations = iterations;
        }

        byte[] salt() {
            return salt.clone();
        }

        int iterations() {
            return iterations;
        }

        @Override
        public byte[] key(Passphrase passphrase, int bytes) throws GeneralSecurityException {
            PBEKeySpec secret = new PBEKeySpec(passphrase.characters(), salt, iterations, Byte.SIZE * bytes);
            try {
                return SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(secret)
                        .getEncoded();
            } finally {
                secret.clearPassword();
            }
        }
    }

    /** scrypt (RFC 7914), by BouncyCastle. */
    final class Scrypt implements KeyDerivation {

        /** A file must not be able to ask for all memory, or for hours. */
        private static final long MOST_MEMORY = 128L << 20;

        private static final int MOST_PARALLEL = 16;

        private final byte[] salt;
        private final int cost;
        private final int blockSize;
        private final int parallel;

        private Scrypt(byte[] salt, int cost, int blockSize, int parallel) {
            this.salt = salt.clone();
            this.cost = cost;
            this.blockSize = blockSize;
            this.parallel = parallel;
        }

        /**
         * Reads the parameters of RFC 7914, section 7.
         *
         * @throws IllegalArgumentException if they are none, or ask for too much
         */
        static Scrypt read(ASN1Encodable parameters) {
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
            return new Scrypt(salt, cost, blockSize, parallel);
        }

        private static int number(Object field) {
            BigInteger value = ASN1Integer.getInstance(field).getValue();
            if (value.signum() <= 0) {
                throw new IllegalArgumentException("a parameter is not above zero");
            }
            return value.intValueExact();
        }

        @Override
        public byte[] key(Passphrase passphrase, int bytes) {
            byte[] secret = utf8(passphrase);
            try {
                return SCrypt.generate(secret, salt, cost, blockSize, parallel, bytes);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    /** What openssl used before PKCS #8, {@code EVP_BytesToKey}: one round of MD5 after the other. */
    final class Md5Rounds implements KeyDerivation {

        private final byte[] salt;

        Md5Rounds(byte[] salt) {
            this.salt = salt.clone();
        }

        @Override
        public byte[] key(Passphrase passphrase, int bytes) {
            byte[] secret = utf8(passphrase);
            MD5Digest md5 = new MD5Digest();
            byte[] round = new byte[md5.getDigestSize()];
            byte[] key = new byte[bytes];
            try {
                for (int made = 0; made < bytes; made += round.length) {
                    if (made > 0) {
                        md5.update(round, 0, round.length);
                    }
                    md5.update(secret, 0, secret.length);
                    md5.update(salt, 0, salt.length);
                    md5.doFinal(round, 0);
                    System.arraycopy(round, 0, key, made, Math.min(round.length, bytes - made));
                }
                return key;
            } finally {
                Arrays.fill(secret, (byte) 0);
                Arrays.fill(round, (byte) 0);
            }
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
