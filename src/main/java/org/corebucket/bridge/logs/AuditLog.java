package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.file.Path;

/** The record of verifications and runs: a JSON document a line, appended whole. */
public final class AuditLog {

    private final AppendedLines lines;

    /** The record in a file, which need not be there yet. */
    public AuditLog(Path file) {
        lines = new AppendedLines(file);
    }

    /**
     * Appends one line with one write.
     *
     * @param line without its line feed
     * @throws IOException if it is not on disk
     */
    public void append(String line) throws IOException {
        lines.append(line);
    }
}
