package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.ledger.Head;

/**
 * A ledger that is open for reading, in whatever store it is kept, while another process may write it. Every method
 * works in constant memory, and none verifies anything. All entries that were acknowledged before the reading was
 * opened are in it.
 */
public interface LedgerReading extends Closeable {

    /** A file that a user named, as a ledger. It can be read more than once, even if it comes through a pipe. */
    static LedgerReading of(InputFile file) throws IOException {
        return SegmentFiles.of(file);
    }

    /** The lines from a position to the end, or from the first line if that lies behind it. */
    LineSource lines(LedgerPosition from) throws IOException;

    /**
     * Visits the lines that end at a position or before it, from the last to the first. A last line without its line
     * feed is still being written, and is not visited.
     */
    void backward(LedgerPosition end, LineVisitor visitor) throws IOException;

    /**
     * Where the line of an entry begins, or else the line of the first entry after it. It is found by the numbers that
     * the lines state. In a ledger that somebody altered it may be the wrong line, but it is the beginning of a line.
     */
    LedgerPosition find(long seq) throws IOException;

    /** The head that was acknowledged, at least, before the reading was opened; empty if it is not known. */
    Optional<Head> acknowledged();

    /** The entries before the first line, which were moved out of the ledger; empty if it is whole. */
    default Optional<ArchivedEntries> archived() {
        return Optional.empty();
    }

    /** How many bytes the ledger has now. */
    long bytes() throws IOException;

    /** How reports name a segment. */
    String name(int segment);

    /** Whether a segment is complete, so that nothing is appended to it any more. */
    boolean isClosed(int segment);

    /** Visits the lines from a position to the end. */
    default void forward(LedgerPosition start, LineVisitor visitor) throws IOException {
        forward(start, LineBlock.STANDARD, visitor);
    }

    /**
     * Visits the lines from a position to the end.
     *
     * @param expected how many bytes will probably be visited
     */
    default void forward(LedgerPosition start, int expected, LineVisitor visitor) throws IOException {
        LineBlock block = new LineBlock(expected);
        try (LineSource lines = lines(start)) {
            boolean more = true;
            while (more && lines.fill(block)) {
                more = block.visit(visitor);
            }
        }
    }

    /** Where the last whole line ends. */
    default LedgerPosition end() throws IOException {
        LedgerPosition[] end = {LedgerPosition.BEGINNING};
        backward(LedgerPosition.END, (bytes, from, to, at) -> {
            end[0] = at.plus(to - from + 1);
            return false;
        });
        return end[0];
    }
}
