package org.corebucket.bridge.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.DetachedSignatures.Detached;

/** Makes versions of a trust root, and signs them with four keys that are made once. */
final class SignedRoots {

    static final UUID DEPLOYMENT = UUID.fromString("6d5f0d2e-9d4c-4b4f-8b39-0f4d2ad0e9a1");
    static final Instant SIGNED_AT = Instant.parse("2026-11-30T12:00:00Z");
    static final List<String> NAMES = List.of("anna", "bruno", "clara", "dario");

    private static final Map<String, RsaPrivateKey> KEYS = new HashMap<>();
    private static final Map<String, byte[]> SIGNATURES = new HashMap<>();

    private SignedRoots() {}

    static synchronized RsaPrivateKey key(String name) {
        return KEYS.computeIfAbsent(name, any -> RsaPrivateKey.generate(2048));
    }

    static RootKey rootKey(String name) {
        return RootKey.of(name, key(name).publicKey());
    }

    static TrustRoot root(long version, int threshold, String... names) {
        Map<DecidedAct, Integer> thresholds = new EnumMap<>(DecidedAct.class);
        for (DecidedAct act : DecidedAct.values()) {
            thresholds.put(act, threshold);
        }
        List<RootKey> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(rootKey(name));
        }
        return new TrustRoot(DEPLOYMENT, version, null, keys, thresholds, "a test", SIGNED_AT);
    }

    static SignedTrustRoot signed(TrustRoot root, String... names) {
        Sha256 digest = Sha256.of(root.bytes());
        return new SignedTrustRoot(root, digest, signatures(digest, names));
    }

    static DetachedSignatures signatures(Sha256 digest, String... names) {
        List<Detached> signatures = new ArrayList<>();
        for (String name : names) {
            signatures.add(new Detached(rootKey(name).fingerprint(), signature(digest, name)));
        }
        return new DetachedSignatures(signatures, List.of());
    }

    private static synchronized byte[] signature(Sha256 digest, String name) {
        return SIGNATURES.computeIfAbsent(digest.hex() + name, any -> key(name).signDigest(digest.bytes()));
    }
}
