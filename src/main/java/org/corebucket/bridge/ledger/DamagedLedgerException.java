package org.corebucket.bridge.ledger;

import java.nio.file.Path;

/** The ledger is not what it was when it was written; nothing may be appended to it. The message names file and line. */
public final class DamagedLedgerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Path file;
    private final long line;

    /**
     * Refuses a ledger.
     *
     * @param file the segment, or the file of checkpoints
     * @param line from 1
     * @param problem what is wrong, and what was expected
     */
    public DamagedLedgerException(Path file, long line, String problem) {
        super(file + ":" + line + ": " + problem
                + "\nThe bridge does not start on a damaged ledger. See what is wrong with: bridgectl provenance verify;"
                + " then put the ledger back from a copy.");
        this.file = file;
        this.line = line;
    }

    /** The file in which the damage lies. */
    public Path file() {
        return file;
    }

    /** The line of the damage, from 1. */
    public long line() {
        return line;
    }
}
