package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Resources;

/** Manifests in memory, and those below {@code src/test/resources/manifest}. */
final class ManifestText {

    /** The digest of no bytes. */
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private ManifestText() {}

    static Manifest read(String text) throws IOException, MalformedManifestException {
        return read(text.getBytes(UTF_8));
    }

    static Manifest read(byte[] content) throws IOException, MalformedManifestException {
        return ManifestReader.read(new ByteArrayInputStream(content), "list");
    }

    /** A manifest of files by their paths, all of them with the digest of no bytes. */
    static Manifest of(String... paths) throws IOException, MalformedManifestException {
        return read(ManifestWriter.write(
                "", List.of(paths).stream().map(ManifestText::entry).toList()));
    }

    static ManifestEntry entry(String path) {
        return new ManifestEntry(Sha256.parse(EMPTY), path, path);
    }

    static byte[] fixture(String name) {
        return Resources.bytes("manifest/" + name);
    }
}
