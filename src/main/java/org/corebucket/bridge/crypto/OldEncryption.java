package org.corebucket.bridge.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A PKCS #1 key as openssl encrypted it before PKCS #8 (RFC 1421, section 4.6.1.1): headers within the PEM block name the cipher and
 * its initialisation vector, whose first eight bytes are the salt. It is read, and never written.
 */
final class OldEncryption {

    private static final int SALT_BYTES = 8;

    private OldEncryption() {}

    /**
     * Decrypts the body.
     *
     * @param dekInfo the value of the header DEK-Info, like {@code AES-128-CBC,0123456789ABCDEF0123456789ABCDEF}
     */
    static byte[] open(String dekInfo, byte[] body, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException.WrongPassphraseException {
        int comma = dekInfo.indexOf(',');
        String name = comma < 0 ? dekInfo : dekInfo.substring(0, comma);
        CbcCipher cipher = CbcCipher.find(one -> one.oldName().equals(name)).orElseThrow(() -> unsupported(source));
        byte[] vector = vector(comma < 0 ? "" : dekInfo.substring(comma + 1), cipher, source);
        KeyDerivation rounds = KeyDerivation.md5Rounds(Arrays.copyOf(vector, SALT_BYTES));
        try {
            return cipher.open(rounds, passphrase, vector, body, source);
        } catch (GeneralSecurityException e) {
            throw damaged(source);
        }
    }

    private static byte[] vector(String hex, CbcCipher cipher, String source) throws MalformedKeyException {
        try {
            byte[] vector = HexFormat.of().parseHex(hex);
            if (vector.length == cipher.blockBytes()) {
                return vector;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(source);
        }
        throw damaged(source);
    }

    private static MalformedKeyException unsupported(String source) {
        return new MalformedKeyException(
                source,
                "is encrypted by another cipher than AES or triple DES in CBC mode",
                "encrypt it anew: openssl pkcs8 -topk8 -in FILE -out NEW");
    }

    private static MalformedKeyException damaged(String source) {
        return new MalformedKeyException(
                source, "has a damaged DEK-Info line, or body", "copy the file again from its origin");
    }
}
