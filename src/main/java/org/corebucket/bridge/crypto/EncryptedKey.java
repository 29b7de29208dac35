package org.corebucket.bridge.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;

/**
 * PKCS #8 under a passphrase (RFC 5958, section 3). BouncyCastle reads and writes the ASN.1, the JDK encrypts: no
 * provider is registered, and an unencrypted key loads none of this.
 */
final class EncryptedKey {

    private EncryptedKey() {}

    /** Decrypts to PrivateKeyInfo, which is not read here. */
    static byte[] open(byte[] der, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException.WrongPassphraseException {
        EncryptedPrivateKeyInfo info = read(der, source);
        Pbes2 scheme = Pbes2.read(info.getEncryptionAlgorithm(), source);
        if (info.getEncryptedData().length == 0) {
            throw Pbes2.damaged(source);
        }
        byte[] opened;
        try {
            opened = scheme.apply(Cipher.DECRYPT_MODE, passphrase, info.getEncryptedData());
        } catch (BadPaddingException e) {
            throw new PassphraseException.WrongPassphraseException(source);
        } catch (GeneralSecurityException e) {
            throw Pbes2.damaged(source);
        }
        if (!isSequence(opened)) { // One wrong passphrase in 256 leaves padding that looks right.
            throw new PassphraseException.WrongPassphraseException(source);
        }
        return opened;
    }

    /** Encrypts PrivateKeyInfo under fresh salt and initialisation vector. */
    static byte[] seal(byte[] pkcs8, Passphrase passphrase) {
        Pbes2 scheme = Pbes2.fresh();
        try {
            byte[] sealed = scheme.apply(Cipher.ENCRYPT_MODE, passphrase, pkcs8);
            return new EncryptedPrivateKeyInfo(scheme.identifier(), sealed).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has PBKDF2 and AES", e);
        }
    }

    private static EncryptedPrivateKeyInfo read(byte[] der, String source) throws MalformedKeyException {
        try {
            return EncryptedPrivateKeyInfo.getInstance(der);
        } catch (RuntimeException e) { // BouncyCastle tells broken ASN.1 by unchecked exceptions of many kinds.
            throw Pbes2.damaged(source);
        }
    }

    private static boolean isSequence(byte[] bytes) {
        try {
            return ASN1Sequence.getInstance(bytes).size() > 0;
        } catch (RuntimeException e) { // as above
            return false;
        }
    }
}
