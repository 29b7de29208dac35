package org.corebucket.bridge.approval;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a host may trust, in names and numbers alone: who signed which content, which trust root is in force, and which serial was seen.
 * It knows nothing of files and keys; an id is whatever tells contents apart.
 */
final class ApprovalModel {

    /**
     * A version of a trust root.
     *
     * @param previous the id of the version that it names as the one before; null if it names none
     */
    record ModelRoot(
            String id,
            long version,
            @Nullable String previous,
            Map<String, Instant> keys,
            Instant signedAt,
            int freeze,
            int trust) {

        /** Who may decide at some time. */
        Set<String> keysAt(Instant time) {
            Set<String> names = new TreeSet<>(keys.keySet());
            names.removeIf(name -> !time.isBefore(keys.getOrDefault(name, Instant.MAX)));
            return names;
        }
    }

    /**
     * A manifest.
     *
     * @param before the id of the manifest with which it was compared; empty if with none
     * @param by the version of the trust root under which it was made; 0 if under the release key
     * @param tree what it lists, contents by path
     */
    record ModelManifest(String id, long serial, String before, long by, Map<String, String> tree) {}

    private final Map<String, ModelRoot> roots = new HashMap<>();
    private final Map<String, ModelManifest> manifests = new HashMap<>();
    private final Map<String, Set<String>> signers = new HashMap<>();
    private final String releaseHolder;

    /** The version that the host believes; null if it believes the release key. */
    private @Nullable ModelRoot believed;

    private long highest;
    private Instant now = Instant.MIN;

    ApprovalModel(String releaseHolder) {
        this.releaseHolder = releaseHolder;
    }

    void isNow(Instant time) {
        now = time;
    }

    void add(ModelRoot root) {
        roots.put(root.id(), root);
    }

    void add(ModelManifest manifest) {
        manifests.put(manifest.id(), manifest);
    }

    void signed(String id, String name) {
        signers.computeIfAbsent(id, any -> new TreeSet<>()).add(name);
    }

    Set<String> signers(String id) {
        return Set.copyOf(signers.getOrDefault(id, Set.of()));
    }

    @Nullable
    ModelRoot believed() {
        return believed;
    }

    long highest() {
        return highest;
    }

    /** The host has seen a manifest, under a version of the trust root, which is empty if the release key decides. */
    void saw(String manifest, String root) {
        believes(root);
        highest = Math.max(highest, manifest(manifest).serial());
    }

    /** The host believes a version of the trust root. */
    void believes(String root) {
        believed = root.isEmpty() ? null : root(root);
    }

    /** Whether a manifest may be trusted where a trust root lies, or none. */
    boolean mayTrust(String manifest, String root) {
        ModelManifest one = manifests.get(manifest);
        return one != null && one.serial() >= highest && isApproved(manifest, root);
    }

    private boolean isApproved(String manifest, String root) {
        if (root.isEmpty()) {
            return believed == null && signers(manifest).contains(releaseHolder);
        }
        return follows(root)
                && count(signers(manifest), root(root).keysAt(now))
                        >= root(root).freeze();
    }

    /** Whether a version of the trust root is the one that is believed, or follows from it. */
    boolean follows(String id) {
        ModelRoot root = roots.get(id);
        if (root == null) {
            return false;
        }
        return root.equals(believed) || begins(root) || continues(root);
    }

    private boolean begins(ModelRoot root) {
        return believed == null
                && root.version() == 1
                && root.keysAt(root.signedAt()).contains(releaseHolder)
                && signers(root.id()).contains(releaseHolder)
                && count(signers(root.id()), root.keysAt(root.signedAt())) >= root.trust();
    }

    private boolean continues(ModelRoot root) {
        if (believed != null && root.version() <= believed.version()) {
            return false;
        }
        for (ModelRoot before : roots.values()) {
            if (isStep(before, root, signers(root.id()), root.signedAt()) && follows(before.id())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStep(ModelRoot before, ModelRoot next, Set<String> signers, Instant at) {
        return next.version() == before.version() + 1
                && (next.previous() == null || next.previous().equals(before.id()))
                && count(signers, before.keysAt(at)) >= before.trust()
                && count(signers, next.keysAt(at)) >= next.trust();
    }

    /** Whether a proposed version may be put in force by these signatures, right after the version that is believed. */
    boolean mayApply(String id, Set<String> present) {
        ModelRoot root = roots.get(id);
        if (root == null) {
            return false;
        }
        ModelRoot before = believed;
        return before == null
                ? begins(root)
                        && present.contains(releaseHolder)
                        && count(present, root.keysAt(root.signedAt())) >= root.trust()
                : isStep(before, root, present, root.signedAt()) && isStep(before, root, present, now);
    }

    /** Whether a proposed manifest may be put in force by these signatures, in place of another one, for what the files are. */
    boolean mayComplete(String id, Set<String> present, String inForce, String root, Map<String, String> tree) {
        ModelManifest one = manifests.get(id);
        return one != null
                && !root.isEmpty()
                && mayTrust(inForce, root)
                && count(present, root(root).keysAt(now)) >= root(root).freeze()
                && one.before().equals(inForce)
                && one.serial() == Math.max(highest, manifest(inForce).serial()) + 1
                && one.by() == root(root).version()
                && one.tree().equals(tree);
    }

    private ModelRoot root(String id) {
        return roots.computeIfAbsent(id, unknown -> {
            throw new IllegalArgumentException(unknown);
        });
    }

    ModelManifest manifest(String id) {
        return manifests.computeIfAbsent(id, unknown -> {
            throw new IllegalArgumentException(unknown);
        });
    }

    private static int count(Set<String> names, Set<String> keys) {
        Set<String> both = new HashSet<>(names);
        both.retainAll(keys);
        return both.size();
    }
}
