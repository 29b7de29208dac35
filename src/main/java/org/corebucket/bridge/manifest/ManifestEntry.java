package org.corebucket.bridge.manifest;

import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * One line of a manifest.
 *
 * @param digest the SHA-256 digest of the file; without meaning if {@code other} is not null
 * @param path where the file lies, relative to the root, without {@code .} and empty names
 * @param spelling the path as the line spells it
 * @param other a digest under another algorithm, which counts instead; null in every sealed manifest
 */
public record ManifestEntry(
        Sha256 digest,
        String path,
        String spelling,
        @Nullable OtherDigest other) {

    private static final Sha256 NONE = Sha256.ofBytes(new byte[Sha256.BYTES]);

    /** A line with a SHA-256 digest. */
    public ManifestEntry(Sha256 digest, String path, String spelling) {
        this(digest, path, spelling, null);
    }

    /** A line with another digest. */
    static ManifestEntry of(OtherDigest other, String path, String spelling) {
        return new ManifestEntry(NONE, path, spelling, other);
    }
}
