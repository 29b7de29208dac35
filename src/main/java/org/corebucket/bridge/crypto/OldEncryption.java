package org.corebucket.bridge.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A PKCS #1 key as openssl encrypted it before PKCS #8 (RFC 1421, section 4.6.1.1): headers within the PEM block name the cipher and
 * its initialisation vector, whose first eight bytes are the salt. It is read, and never written.
 */
final class OldEncryption {

    private static final int SALT_BYTES = 8;

    private record Scheme(String algorithm, int keyBytes, int vectorBytes) {}

    private OldEncryption() {}

    /**
     * Decrypts the body.
     *
     * @param dekInfo the value of the header DEK-Info, like {@code AES-128-CBC,0123456789ABCDEF0123456789ABCDEF}
     */
    static byte[] open(String dekInfo, byte[] body, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException.WrongPassphraseException {
        int comma = dekInfo.indexOf(',');
        Scheme scheme = scheme(comma < 0 ? dekInfo : dekInfo.substring(0, comma), source);
        byte[] vector = vector(comma < 0 ? "" : dekInfo.substring(comma + 1), scheme, source);
        byte[] key = {};
        try {
            KeyDerivation rounds = new KeyDerivation.Md5Rounds(Arrays.copyOf(vector, SALT_BYTES));
            key = rounds.key(passphrase, scheme.keyBytes());
            Cipher cipher = Cipher.getInstance(scheme.algorithm() + "/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, scheme.algorithm()), new IvParameterSpec(vector));
            byte[] opened = cipher.doFinal(body);
            if (opened.length == 0
                    || opened[0] != Der.SEQUENCE) { // one wrong passphrase in 256 leaves padding that looks right
                throw new PassphraseException.WrongPassphraseException(source);
            }
            return opened;
        } catch (BadPaddingException e) {
            throw new PassphraseException.WrongPassphraseException(source);
        } catch (GeneralSecurityException e) {
            throw damaged(source);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Scheme scheme(String name, String source) throws MalformedKeyException {
        return switch (name) {
            case "AES-128-CBC" -> new Scheme("AES", 16, 16);
            case "AES-192-CBC" -> new Scheme("AES", 24, 16);
            case "AES-256-CBC" -> new Scheme("AES", 32, 16);
            case "DES-EDE3-CBC" -> new Scheme("DESede", 24, 8);
            default ->
                throw new MalformedKeyException(
                        source,
                        "is encrypted by another cipher than AES or triple DES in CBC mode",
                        "encrypt it anew: openssl pkcs8 -topk8 -in FILE -out NEW");
        };
    }

    private static byte[] vector(String hex, Scheme scheme, String source) throws MalformedKeyException {
        try {
            byte[] vector = HexFormat.of().parseHex(hex);
            if (vector.length == scheme.vectorBytes()) {
                return vector;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(source);
        }
        throw damaged(source);
    }

    private static MalformedKeyException damaged(String source) {
        return new MalformedKeyException(
                source, "has a damaged DEK-Info line, or body", "copy the file again from its origin");
    }
}
