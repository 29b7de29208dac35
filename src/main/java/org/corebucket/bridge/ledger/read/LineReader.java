package org.corebucket.bridge.ledger.read;

/**
 * Reads lines of exactly the form that {@link EntryLine} writes into entries. What has another form is not an entry. For one
 * thread.
 */
public final class LineReader {

    private final EntryScanner scanner = new EntryScanner();

    /** The line is not an entry, or not all of one. */
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
     * @param from where it begins
     * @param to where it ends, without its line feed
     * @throws NotAnEntryException for a line of any other form
     */
    public ReadEntry read(byte[] bytes, int from, int to) throws NotAnEntryException {
        if (!scanner.read(bytes, from, to)) {
            throw new NotAnEntryException();
        }
        return ReadEntry.of(scanner);
    }
}
