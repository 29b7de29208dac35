package org.corebucket.bridge.approval;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.freeze.Baseline;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.ManifestChanges;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.trust.Authority;

/** Proposes a new manifest, with the contents of the files that differ, old and new, each under its digest. */
public final class FreezeProposals {

    /** The name under which a proposal keeps the manifest that is in force. */
    static final String BEFORE = "canonical-in-force.sha256";

    /** The paths that differ, for programs; {@code approve} compares the manifests themselves. */
    private static final String CHANGES = "changes.json";

    private final Deployment deployment;

    /** The proposals of one deployment; the caller holds its lock. */
    public FreezeProposals(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Proposes what was drafted.
     *
     * @throws MendableException if a manifest is malformed, which bridgectl has written itself
     */
    public void propose(Freeze.FreezeDraft draft, Authority inForce) throws IOException, MendableException {
        Map<String, byte[]> shown = new LinkedHashMap<>();
        byte[] old = TreeFiles.read(deployment.root(), Deployment.MANIFEST, Proposals.LARGEST);
        shown.put(BEFORE, old);
        List<ManifestEntry> before = entries(old, Deployment.MANIFEST);
        Set<Sha256> differing = new LinkedHashSet<>();
        ManifestChanges changes = draft.changes();
        String list = JsonWriter.file(json -> json.strings("added", changes.added())
                .strings("removed", changes.removed())
                .strings("changed", changes.changed()));
        shown.put(CHANGES, list.getBytes(StandardCharsets.UTF_8));
        add(before, changes.removed(), differing);
        add(before, changes.changed(), differing);
        List<ManifestEntry> after = entries(draft.manifest(), "the draft");
        add(after, changes.changed(), differing);
        add(after, changes.added(), differing);
        Map<String, Path> copies = new LinkedHashMap<>();
        for (Sha256 digest : differing) {
            Path copy = deployment.path(Baseline.objectPath(digest));
            if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
                copies.put(digest.hex(), copy);
            }
        }
        Proposals.of(deployment).propose(Subject.FREEZE, draft.manifest(), inForce, shown, copies);
    }

    private static List<ManifestEntry> entries(byte[] manifest, String source) throws IOException, MendableException {
        try {
            return ManifestReader.read(new ByteArrayInputStream(manifest), source)
                    .entries();
        } catch (MalformedManifestException e) {
            throw MendableException.notAllowed(e.getMessage() + "\nbridgectl verify says what to do.");
        }
    }

    private static void add(List<ManifestEntry> entries, List<String> paths, Set<Sha256> digests) {
        Set<String> wanted = new HashSet<>(paths);
        for (ManifestEntry entry : entries) {
            if (wanted.contains(entry.path())) {
                digests.add(entry.digest());
            }
        }
    }
}
