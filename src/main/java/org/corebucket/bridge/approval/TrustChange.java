package org.corebucket.bridge.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.SignedTrustRoot;
import org.corebucket.bridge.trust.TrustRoot;

/**
 * What is to be changed in who may decide.
 *
 * @param added keys that may decide from then on
 * @param removed the names of keys that may no longer decide
 * @param thresholds how many keys an act takes, where that changes
 * @param expiries when a key expires, by its name, where that changes; {@link Instant#MAX} is never
 * @param reason why, on one line
 */
public record TrustChange(
        List<RootKey> added,
        Set<String> removed,
        Map<DecidedAct, Integer> thresholds,
        Map<String, Instant> expiries,
        String reason) {

    /** A change; the collections are copied. */
    public TrustChange {
        added = List.copyOf(added);
        removed = Set.copyOf(removed);
        thresholds = Map.copyOf(thresholds);
        expiries = Map.copyOf(expiries);
    }

    /**
     * The first version of a trust root: an act takes two keys unless the change says otherwise, or there is only one.
     *
     * @throws RefusedException if that is no trust root: the message says why
     */
    public TrustRoot first(UUID deployment, Instant now) throws RefusedException {
        Map<DecidedAct, Integer> all = new EnumMap<>(DecidedAct.class);
        for (DecidedAct act : DecidedAct.values()) {
            all.put(act, thresholds.getOrDefault(act, Math.min(2, added.size())));
        }
        return sound(new TrustRoot(deployment, 1, null, expiring(added, now), all, reason, now));
    }

    /**
     * The version that follows another one.
     *
     * @throws RefusedException if that is no trust root, or a removed key is not there: the message says why
     */
    public TrustRoot after(SignedTrustRoot before, Instant now) throws RefusedException {
        List<RootKey> keys = new ArrayList<>();
        Set<String> missing = new TreeSet<>(removed);
        for (RootKey key : before.root().keys()) {
            if (!missing.remove(key.name())) {
                keys.add(key);
            }
        }
        if (!missing.isEmpty()) {
            throw new RefusedException("the trust root has no key named " + String.join(", ", missing)
                    + "\nIts keys: bridgectl trust show");
        }
        keys.addAll(added);
        Map<DecidedAct, Integer> all = new EnumMap<>(before.root().thresholds());
        all.putAll(thresholds);
        return sound(new TrustRoot(
                before.root().deployment(),
                before.root().version() + 1,
                before.digest(),
                expiring(keys, now),
                all,
                reason,
                now));
    }

    private List<RootKey> expiring(List<RootKey> keys, Instant now) throws RefusedException {
        Set<String> unknown = new TreeSet<>(expiries.keySet());
        List<RootKey> all = new ArrayList<>();
        for (RootKey key : keys) {
            Instant when = expiries.get(key.name());
            all.add(when == null ? key : key.expiring(when.equals(Instant.MAX) ? null : when));
            unknown.remove(key.name());
            if (when != null && key.expiring(when).isExpired(now)) {
                throw new RefusedException("the key of " + key.name() + " would have expired already, at "
                        + UtcTime.of(when) + "\nName a time to come, or remove the key: --remove " + key.name());
            }
        }
        if (!unknown.isEmpty()) {
            throw new RefusedException("the new trust root has no key named " + String.join(", ", unknown)
                    + "\nIts keys: bridgectl trust show");
        }
        return all;
    }

    private static TrustRoot sound(TrustRoot root) throws RefusedException {
        try {
            return TrustRoot.read(root.bytes(), "the new trust root");
        } catch (MalformedJsonException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }
}
