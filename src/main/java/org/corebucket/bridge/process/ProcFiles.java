package org.corebucket.bridge.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what lies below a proc root. A process may end between any two reads, and another user's may not be looked into:
 * both are no answer, never an error.
 */
final class ProcFiles {

    /** More than the kernel lets a command line or an environment have. */
    private static final int LARGEST = 8 * 1024 * 1024;

    private ProcFiles() {}

    /**
     * The bytes of a file; none if it is gone, or closed to this user. By FileInputStream, since verify asks for hundreds
     * while cold, and a channel takes several times as long.
     */
    static byte[] bytes(String file) {
        try (InputStream in = new FileInputStream(file)) {
            return in.readNBytes(LARGEST);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The strings of a file that ends each in a NUL; what is no UTF-8 is replaced. */
    static List<String> strings(String file) {
        byte[] bytes = bytes(file);
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? i > start : bytes[i] == 0) {
                strings.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
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
