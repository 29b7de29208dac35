package org.corebucket.bridge.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Writes a manifest in GNU's text form, with names escaped as {@code sha256sum} escapes them. */
public final class ManifestWriter {

    private ManifestWriter() {}

    /**
     * The bytes of a manifest. The entries keep the order in which they are given.
     *
     * @param header whole lines, each a comment
     */
    public static byte[] write(String header, Collection<ManifestEntry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        for (ManifestEntry entry : entries) {
            out.writeBytes(line(entry).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static String line(ManifestEntry entry) {
        String path = entry.path();
        String escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(path) ? "" : "\\") + entry.digest().hex() + "  " + escaped + "\n";
    }
}
