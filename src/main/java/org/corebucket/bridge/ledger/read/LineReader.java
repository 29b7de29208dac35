package org.corebucket.bridge.ledger.read;

/**
 * Reads entries from lines of exactly the form that {@link EntryLine} writes; a line of any other form is not an entry.
 * It is for one thread.
 */
public final class LineReader {

    private final EntryScanner scanner = new EntryScanner();

    /** The line is not a whole entry. */
    public static final class NotAnEntryException extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnEntryException() {
            super("not an entry", null, false, false);
        }
    }

    /**
     * Reads one line.
     *
     * @param bytes with a line feed at {@code to}
     * @param from where the line begins
     * @param to where the line ends, without its line feed
     * @throws NotAnEntryException for a line of any other form
     */
    public ReadEntry read(byte[] bytes, int from, int to) throws NotAnEntryException {
        if (!scanner.read(bytes, from, to)) {
            throw new NotAnEntryException();
        }
        return ReadEntry.of(scanner);
    }
}
