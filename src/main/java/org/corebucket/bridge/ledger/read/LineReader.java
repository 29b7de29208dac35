package org.corebucket.bridge.ledger.read;

import java.time.DateTimeException;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of exactly the form that {@link EntryLine} writes into entries. What has another form is not an entry. For one
 * thread.
 */
public final class LineReader {

    private final EntryScanner scanner = new EntryScanner();

    /** The line is not an entry, or not all of one. */
    public static final class NotAnEntryException extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnEntryException(@Nullable Throwable cause) {
            super("not an entry", cause, false, false);
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
            throw new NotAnEntryException(null);
        }
        return new ReadEntry(
                scanner.seq(),
                timestamp(),
                scanner.text(EntryPart.ENDPOINT),
                scanner.text(EntryPart.MODULE),
                scanner.text(EntryPart.SESSION),
                scanner.text(EntryPart.NONCE),
                scanner.raw(EntryPart.PAYLOAD),
                scanner.hasPrevious() ? Sha256.ofBytes(scanner.previous()).hex() : "",
                Sha256.ofBytes(scanner.stated()),
                Sha256.ofBytes(scanner.actual()));
    }

    private Instant timestamp() throws NotAnEntryException {
        try {
            return UtcTime.parse(scanner.text(EntryPart.TIMESTAMP));
        } catch (DateTimeException e) {
            throw new NotAnEntryException(e);
        }
    }
}
