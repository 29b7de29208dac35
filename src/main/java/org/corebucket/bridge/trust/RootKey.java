package org.corebucket.bridge.trust;

import java.time.Instant;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.UtcTime;
import org.jspecify.annotations.Nullable;

/**
 * A key that takes part in decisions.
 *
 * @param name whose it is, in words, on one line
 * @param fingerprint SHA-256 over its DER SubjectPublicKeyInfo, as 64 lower-case hex digits
 * @param expires from when on its signatures no longer count, in whole seconds; null if never
 */
public record RootKey(
        String name,
        String fingerprint,
        RsaPublicKey key,
        @Nullable Instant expires) {

    /** A key that does not expire. */
    public static RootKey of(String name, RsaPublicKey key) {
        return new RootKey(name, key.fingerprint(), key, null);
    }

    /** The same key with another expiry; null for none. */
    public RootKey expiring(@Nullable Instant when) {
        return new RootKey(name, fingerprint, key, when);
    }

    /** Whether its signatures no longer count at some time. */
    public boolean isExpired(Instant at) {
        return expires != null && !at.isBefore(expires);
    }

    /** When it expires, as a clause after its name; empty if it does not. */
    public String expiry() {
        return expires == null ? "" : ", expires " + UtcTime.of(expires);
    }

    /** As messages name it: its name, and the beginning of its fingerprint, which no other key's name can imitate. */
    public String words() {
        return name + " (" + fingerprint.substring(0, 16) + ")";
    }
}
