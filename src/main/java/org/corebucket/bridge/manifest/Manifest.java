package org.corebucket.bridge.manifest;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;

/**
 * A list of files with their digests, as it was read.
 *
 * @param header the {@code # name: value} comments before the first entry
 * @param entries in the order of the lines; only a {@link ChecksumList} may have a path twice
 * @param digest over the bytes of the whole manifest
 */
public record Manifest(Map<String, String> header, List<ManifestEntry> entries, Sha256 digest) {

    /** The digest that is listed for a path; empty if the path is not listed. */
    public Optional<Sha256> digestOf(String path) {
        for (ManifestEntry entry : entries) {
            if (entry.path().equals(path)) {
                return Optional.of(entry.digest());
            }
        }
        return Optional.empty();
    }

    /** The paths of the entries, in their order, without copying them. */
    public List<String> paths() {
        return new PathList(entries);
    }

    /** A view, so that a million paths are not copied. */
    private static final class PathList extends AbstractList<String> {

        private final List<ManifestEntry> entries;

        PathList(List<ManifestEntry> entries) {
            this.entries = entries;
        }

        @Override
        public String get(int index) {
            return entries.get(index).path();
        }

        @Override
        public int size() {
            return entries.size();
        }
    }
}
