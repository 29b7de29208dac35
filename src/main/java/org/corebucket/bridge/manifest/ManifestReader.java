package org.corebucket.bridge.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest strictly, as a stream, and hashes it on the way: memory grows only with the number of entries. Any malformed
 * line refuses the whole manifest, since one that is understood in part would protect only in part.
 */
public final class ManifestReader {

    private static final int BLOCK_BYTES = 64 * 1024;

    private final String source;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final Map<String, String> header = new HashMap<>();
    private final List<ManifestEntry> entries = new ArrayList<>();
    private byte[] pending = new byte[256];
    private int pendingLength;
    private long lineNumber;

    /**
     * The paths so far, kept from the moment at which one is out of order: while they are sorted, neighbours show duplicates.
     */
    private @Nullable Set<String> seen;

    private ManifestReader(String source) {
        this.source = source;
    }

    /**
     * Reads a manifest to its end.
     *
     * @param source the manifest's name in messages
     * @throws MalformedManifestException naming the line, if any line is malformed, or there is no entry
     */
    public static Manifest read(InputStream in, String source) throws IOException, MalformedManifestException {
        ManifestReader reader = new ManifestReader(source);
        reader.readAll(in);
        if (reader.entries.isEmpty()) {
            throw reader.malformed("an empty manifest: it lists no file, and so protects none");
        }
        return new Manifest(
                Collections.unmodifiableMap(reader.header),
                Collections.unmodifiableList(reader.entries),
                Sha256.ofBytes(reader.sha256.digest()));
    }

    private void readAll(InputStream in) throws IOException, MalformedManifestException {
        byte[] block = new byte[BLOCK_BYTES];
        int count = in.read(block);
        while (count >= 0) {
            sha256.update(block, 0, count);
            splitLines(block, count);
            count = in.read(block);
        }
        if (pendingLength > 0) {
            endLine(block, 0, 0);
        }
    }

    private void splitLines(byte[] block, int count) throws MalformedManifestException {
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (block[i] == '\n') {
                endLine(block, start, i);
                start = i + 1;
            }
        }
        keep(block, start, count);
    }

    /** Ends a line whose last part lies in the block; its earlier parts are pending. */
    private void endLine(byte[] block, int start, int end) throws MalformedManifestException {
        requireBounded(pendingLength + end - start);
        if (pendingLength == 0) {
            line(new ManifestLine(block, start, end));
            return;
        }
        keep(block, start, end);
        line(new ManifestLine(pending, 0, pendingLength));
        pendingLength = 0;
    }

    private void keep(byte[] block, int start, int end) throws MalformedManifestException {
        int length = pendingLength + end - start;
        requireBounded(length);
        if (length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(length, 2 * pending.length));
        }
        System.arraycopy(block, start, pending, pendingLength, end - start);
        pendingLength = length;
    }

    private void requireBounded(int length) throws MalformedManifestException {
        if (length > ManifestLine.LONGEST) {
            lineNumber++;
            throw malformed("a line of more than " + ManifestLine.LONGEST + " bytes, longer than any path can be");
        }
    }

    private void line(ManifestLine line) throws MalformedManifestException {
        lineNumber++;
        try {
            if (line.isComment()) {
                if (entries.isEmpty()) {
                    line.addTo(header);
                }
                return;
            }
            add(line.entry());
        } catch (ManifestLine.MalformedLine e) {
            throw malformed(e.problem());
        }
    }

    private void add(ManifestEntry entry) throws MalformedManifestException {
        String path = entry.path();
        if (seen == null
                && !entries.isEmpty()
                && entries.get(entries.size() - 1).path().compareTo(path) >= 0) {
            seen = new HashSet<>();
            for (ManifestEntry earlier : entries) {
                seen.add(earlier.path());
            }
        }
        if (seen != null && !seen.add(path)) {
            throw malformed("the path is listed twice: " + ManifestLine.printable(entry.spelling()));
        }
        entries.add(entry);
    }

    private MalformedManifestException malformed(String problem) {
        return new MalformedManifestException(source, Math.max(1, lineNumber), problem);
    }
}
