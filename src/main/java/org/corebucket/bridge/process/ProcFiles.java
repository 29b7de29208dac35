package org.corebucket.bridge.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads what lies below a proc root. A process may end between two reads, and this user may not be allowed to look into it:
 * both give an empty result, never an error.
 */
final class ProcFiles {

    /** The most bytes that are read of a file: more than the kernel allows for a command line or an environment. */
    private static final int LARGEST = 8 * 1024 * 1024;

    /** The first buffer: enough for most files, so that one read suffices. */
    private static final int USUAL = 1024;

    private ProcFiles() {}

    /**
     * The bytes of a file; none if it is gone, or this user may not read it. It uses FileInputStream, since verify reads
     * hundreds of files at a cold start, and a channel takes several times as long.
     */
    private static byte[] bytes(String file) {
        try (InputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[USUAL];
            int length = 0;
            int read = in.read(bytes);
            while (read > 0 && length < LARGEST) {
                length += read;
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 4 * length);
                }
                read = in.read(bytes, length, bytes.length - length);
            }
            return Arrays.copyOf(bytes, length);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The text of a file; bytes that are not UTF-8 are replaced. */
    static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** The strings of a file in which each string ends in a NUL. */
    static List<String> strings(String file) {
        String text = text(file);
        List<String> strings = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\0', start);
            end = end < 0 ? text.length() : end;
            strings.add(text.substring(start, end));
            start = end + 1;
        }
        return strings;
    }

    /** Where a link leads, as the kernel spells it. */
    static Optional<String> link(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Which file a path leads to. */
    static Optional<FileId> file(Path path) {
        try {
            return Optional.of(FileId.of(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
