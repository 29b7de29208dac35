package org.corebucket.bridge.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.digest.Sha256;

/** How one manifest differs from the one before; paths in the order of their manifests. */
public record ManifestChanges(List<String> added, List<String> removed, List<String> changed) {

    public ManifestChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** Compares two lists of entries. */
    public static ManifestChanges between(List<ManifestEntry> before, List<ManifestEntry> after) {
        Map<String, Sha256> old = new HashMap<>();
        before.forEach(entry -> old.put(entry.path(), entry.digest()));
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (ManifestEntry entry : after) {
            Sha256 digest = old.remove(entry.path());
            if (digest == null) {
                added.add(entry.path());
            } else if (!digest.equals(entry.digest())) {
                changed.add(entry.path());
            }
        }
        List<String> removed = new ArrayList<>();
        for (ManifestEntry entry : before) {
            if (old.containsKey(entry.path())) {
                removed.add(entry.path());
            }
        }
        return new ManifestChanges(added, removed, changed);
    }

    /** Whether the two list the same. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
}
