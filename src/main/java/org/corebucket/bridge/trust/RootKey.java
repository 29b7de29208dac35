package org.corebucket.bridge.trust;

import org.corebucket.bridge.crypto.RsaPublicKey;

/**
 * A key that takes part in decisions.
 *
 * @param name whose it is, in words, on one line
 * @param fingerprint SHA-256 over its DER SubjectPublicKeyInfo, as 64 lower-case hex digits
 */
public record RootKey(String name, String fingerprint, RsaPublicKey key) {

    /** A key with its fingerprint. */
    public static RootKey of(String name, RsaPublicKey key) {
        return new RootKey(name, key.fingerprint(), key);
    }

    /** As messages name it: its name, and the beginning of its fingerprint, which no other key's name can imitate. */
    public String words() {
        return name + " (" + fingerprint.substring(0, 16) + ")";
    }
}
