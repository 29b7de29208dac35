package org.corebucket.bridge.manifest;

import org.corebucket.bridge.digest.Sha256;

/**
 * One line of a manifest.
 *
 * @param digest what the file's bytes must hash to
 * @param path where the file lies, relative to the root, without {@code .} and empty names
 * @param spelling the path as the line spells it
 */
public record ManifestEntry(Sha256 digest, String path, String spelling) {}
