package org.corebucket.bridge.ledger.read;

/**
 * One thing that is wrong with a ledger.
 *
 * @param kind what is wrong
 * @param file the file, as reports name it
 * @param line the line of the file, from 1; 0 if the flaw is of the file as a whole
 * @param detail what was expected and found, as a clause
 * @param remedy what to do about it; empty if that follows from the kind
 */
public record ChainFlaw(FlawKind kind, String file, long line, String detail, String remedy) {

    /** A flaw of a kind that says what to do about it. */
    public ChainFlaw(FlawKind kind, String file, long line, String detail) {
        this(kind, file, line, detail, "");
    }

    /** What can be wrong with a chain, in the contract's words (CONTRACT 8). */
    public enum FlawKind {
        UNLINKED("unlinked"),
        HASH_MISMATCH("hash mismatch"),
        MISSING_ENTRY("missing entry"),
        TORN_TAIL("torn tail"),
        SHORTER_THAN_CHECKPOINT("shorter than checkpoint"),
        CHECKPOINT_MISMATCH("checkpoint does not match"),
        SHORTER_THAN_ACKNOWLEDGED("shorter than acknowledged"),
        NOT_AS_ACKNOWLEDGED("not what was acknowledged"),
        SHORTER_THAN_SEEN("shorter than this host has seen"),
        NOT_AS_SEEN("not what this host has seen"),
        NO_ENTRY("no entry"),
        UNKNOWN_KEY("unknown key"),
        BAD_SIGNATURE("signature does not hold"),
        NOT_AS_LOGGED("not what the log signed"),
        SHORTER_THAN_LOGGED("shorter than the log signed"),
        LOG_NOT_AS_SEEN("not the log that this host has seen"),
        LOG_CHECKPOINT("checkpoint of the log does not hold"),
        COSIGNATURE("cosignature does not hold");

        private final String words;

        FlawKind(String words) {
            this.words = words;
        }

        /** Whether it is a flaw of the ledger's log, and not of the ledger itself. */
        public boolean isOfLog() {
            return switch (this) {
                case NOT_AS_LOGGED, SHORTER_THAN_LOGGED, LOG_NOT_AS_SEEN, LOG_CHECKPOINT, COSIGNATURE -> true;
                default -> false;
            };
        }

        /** The kind in the contract's words. */
        public String words() {
            return words;
        }
    }

    /** What is wrong, in the contract's words, and what was expected and found. */
    public String words() {
        return kind.words() + " - " + detail;
    }

    /** The flaw as one line that stands alone. */
    public String message() {
        return file + (line == 0 ? "" : ":" + line) + ": " + words();
    }
}
