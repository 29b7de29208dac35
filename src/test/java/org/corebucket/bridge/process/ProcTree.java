package org.corebucket.bridge.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proc root made of plain files, for what real processes do too rarely. */
final class ProcTree {

    private static final String AFTER_THE_THREADS = " 0 ";

    private final Path root;

    ProcTree(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    ProcessTable table() {
        return new ProcessTable(root);
    }

    /** A process that sleeps, has one thread, and leads neither group nor session. */
    ProcTree process(long pid, long parent, long startTicks) throws IOException {
        return stat(pid, line(pid, "sh", 'S', parent, 1, startTicks));
    }

    /** The line that the kernel would write. */
    static String line(long pid, String name, char state, long parent, int threads, long startTicks) {
        return pid + " (" + name + ") " + state + " " + parent + " 5 6 34819 -1 0 0 0 0 0 0 0 0 0 20 0 " + threads
                + AFTER_THE_THREADS + startTicks + " 0 0\n";
    }

    /** A process of which the kernel writes this line. */
    ProcTree stat(long pid, String line) throws IOException {
        return file(pid + "/stat", line.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A file below the root. */
    ProcTree file(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }
}
