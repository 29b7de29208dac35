package org.corebucket.bridge.readiness;

/**
 * What a report says of the manifest. Values that the manifest does not state are empty.
 *
 * @param path the manifest's path, as it was named
 * @param sha256 the digest of the manifest's bytes, in hex; empty if they could not be read
 * @param serial the seal's serial number, 0 if it has none
 * @param sealedAt ISO-8601
 * @param expires ISO-8601 or {@code never}
 * @param key SHA-256 fingerprint of the release key, in hex
 */
public record ManifestFacts(String path, String sha256, long serial, String sealedAt, String expires, String key) {}
