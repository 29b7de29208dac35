package org.corebucket.bridge.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;

/**
 * A block cipher in CBC mode by which private keys are encrypted. The JDK implements all of them, so no provider is registered.
 *
 * @param identifier its name in PBES2
 * @param oldName its name in the header DEK-Info
 */
record CbcCipher(ASN1ObjectIdentifier identifier, String oldName, String algorithm, int keyBytes, int blockBytes) {

    /** The cipher for new keys. */
    static final CbcCipher AES_256 = new CbcCipher(NISTObjectIdentifiers.id_aes256_CBC, "AES-256-CBC", "AES", 32, 16);

    private static final List<CbcCipher> ALL = List.of(
            AES_256,
            new CbcCipher(NISTObjectIdentifiers.id_aes192_CBC, "AES-192-CBC", "AES", 24, 16),
            new CbcCipher(NISTObjectIdentifiers.id_aes128_CBC, "AES-128-CBC", "AES", 16, 16),
            new CbcCipher(PKCSObjectIdentifiers.des_EDE3_CBC, "DES-EDE3-CBC", "DESede", 24, 8));

    /** The accepted cipher that has this name, if there is one. */
    static Optional<CbcCipher> find(Predicate<CbcCipher> name) {
        return ALL.stream().filter(name).findFirst();
    }

    /**
     * Decrypts a key in DER.
     *
     * @param start the initialisation vector
     * @throws PassphraseException.WrongPassphraseException if the result is not DER
     * @throws GeneralSecurityException if the data or a parameter does not fit the cipher
     */
    byte[] open(KeyDerivation derivation, Passphrase passphrase, byte[] start, byte[] data, String source)
            throws GeneralSecurityException, PassphraseException.WrongPassphraseException {
        byte[] opened;
        try {
            opened = apply(Cipher.DECRYPT_MODE, derivation, passphrase, start, data);
        } catch (BadPaddingException e) {
            throw new PassphraseException.WrongPassphraseException(source);
        }
        if (!isSequence(opened)) { // One wrong passphrase in 256 leaves padding that looks right.
            throw new PassphraseException.WrongPassphraseException(source);
        }
        return opened;
    }

    /** Encrypts or decrypts, as the mode says, which is one of {@link Cipher}'s. */
    byte[] apply(int mode, KeyDerivation derivation, Passphrase passphrase, byte[] start, byte[] data)
            throws GeneralSecurityException {
        byte[] key = derivation.key(passphrase, keyBytes);
        try {
            Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(key, algorithm), new IvParameterSpec(start));
            return cipher.doFinal(data);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static boolean isSequence(byte[] bytes) {
        try {
            return ASN1Sequence.getInstance(bytes).size() > 0;
        } catch (RuntimeException e) { // BouncyCastle throws unchecked exceptions of many kinds for broken ASN.1.
            return false;
        }
    }
}
