package org.corebucket.bridge.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.DetachedSignatures.Detached;

/**
 * Who has signed something, counted by who may decide: each key once, and only the keys that may.
 *
 * @param needed how many the act takes
 * @param signed the keys whose signatures hold, in the order in which it has its keys
 * @param missing the keys that have not signed, in the order in which it has its keys
 * @param uncounted what does not count, and why, each in words on one line
 */
public record Quorum(int needed, List<RootKey> signed, List<RootKey> missing, List<String> uncounted) {

    /** A count; the lists are copied. */
    public Quorum {
        signed = List.copyOf(signed);
        missing = List.copyOf(missing);
        uncounted = List.copyOf(uncounted);
    }

    /**
     * Counts the signatures over a digest.
     *
     * @param sha256 of what is signed
     */
    static Quorum count(Authority authority, DecidedAct act, Sha256 sha256, DetachedSignatures signatures) {
        Set<String> uncounted = new TreeSet<>(signatures.oddities());
        Map<String, RootKey> signed = new LinkedHashMap<>();
        for (Detached one : signatures.signatures()) {
            Optional<RootKey> key = authority.key(one.fingerprint());
            if (key.isEmpty()) {
                uncounted.add(authority
                        .expired(one.fingerprint())
                        .map(expired -> "the signature of " + expired.words() + " does not count: the key"
                                + expired.expiry().replace(", expires", " expired"))
                        .orElse("the signature of " + one.fingerprint() + " does not count: " + authority.words()
                                + " does not have this key"));
                continue;
            }
            try {
                key.get().key().verify(sha256.bytes(), one.signature());
                signed.put(one.fingerprint(), key.get());
            } catch (InvalidSignatureException e) {
                uncounted.add("the signature of " + key.get().words() + " does not hold: " + e.getMessage());
            }
        }
        List<RootKey> counted = new ArrayList<>();
        List<RootKey> missing = new ArrayList<>();
        for (RootKey key : authority.keys()) {
            (signed.containsKey(key.fingerprint()) ? counted : missing).add(key);
        }
        return new Quorum(authority.threshold(act), counted, missing, List.copyOf(uncounted));
    }

    /** Whether enough have signed. */
    public boolean isReached() {
        return signed.size() >= needed;
    }

    /** The count in words, like {@code 1 of 2 needed: anna (0123456789abcdef)}. */
    public String words() {
        StringBuilder words = new StringBuilder()
                .append(signed.size())
                .append(" of ")
                .append(needed)
                .append(" needed");
        String separator = ": ";
        for (RootKey key : signed) {
            words.append(separator).append(key.words());
            separator = ", ";
        }
        return words.toString();
    }
}
