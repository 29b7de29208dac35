package org.corebucket.bridge.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A PKCS #8 key encrypted by a passphrase (RFC 5958, section 3). BouncyCastle reads and writes the ASN.1, and the JDK encrypts,
 * so that no provider is registered. Unencrypted keys load none of this.
 */
final class EncryptedKey {

    private EncryptedKey() {}

    /** Decrypts to the DER of PrivateKeyInfo, which is not parsed here. */
    static byte[] open(byte[] der, String source, Passphrase passphrase)
            throws MalformedKeyException, PassphraseException.WrongPassphraseException {
        EncryptedPrivateKeyInfo info = read(der, source);
        Pbes2 scheme = Pbes2.read(info.getEncryptionAlgorithm(), source);
        if (info.getEncryptedData().length == 0) {
            throw Pbes2.damaged(source);
        }
        return scheme.open(passphrase, info.getEncryptedData(), source);
    }

    /** Encrypts PrivateKeyInfo with a fresh salt and initialisation vector. */
    static byte[] seal(byte[] pkcs8, Passphrase passphrase) {
        AlgorithmIdentifier scheme = Pbes2.fresh();
        try {
            byte[] sealed = Pbes2.read(scheme, "the new key").seal(passphrase, pkcs8);
            return new EncryptedPrivateKeyInfo(scheme, sealed).getEncoded();
        } catch (GeneralSecurityException | MalformedKeyException | IOException e) {
            throw new IllegalStateException("every Java platform has PBKDF2 and AES", e);
        }
    }

    private static EncryptedPrivateKeyInfo read(byte[] der, String source) throws MalformedKeyException {
        try {
            return EncryptedPrivateKeyInfo.getInstance(der);
        } catch (RuntimeException e) { // BouncyCastle throws unchecked exceptions of many kinds for broken ASN.1.
            throw Pbes2.damaged(source);
        }
    }
}
