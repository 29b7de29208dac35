package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.ledger.Head;

/**
 * A ledger that is read, wherever it is kept, while somebody else may be writing it. All is done in constant memory, and
 * nothing is verified. Whatever was acknowledged before it was opened is in it.
 */
public interface LedgerReading extends Closeable {

    /** The ledger of a deployment, wherever that keeps it. */
    static LedgerReading of(Deployment deployment) throws IOException {
        return SegmentFiles.of(deployment);
    }

    /** The one file that a user named, as a ledger; what comes through a pipe can be read as often as any other. */
    static LedgerReading of(InputFile file) throws IOException {
        return SegmentFiles.of(file);
    }

    /** The lines from a place to the end. */
    LineSource lines(LedgerPosition from) throws IOException;

    /**
     * Visits the lines that end at a place, or before it, from the last to the first. What follows the last line feed is still
     * being written, and is not shown.
     */
    void backward(LedgerPosition end, LineVisitor visitor) throws IOException;

    /**
     * Where the line of an entry begins, or else of the first that comes after it; found by what the lines state. In a ledger
     * that was tampered with that may be wrong, but it is where some line begins.
     */
    LedgerPosition find(long seq) throws IOException;

    /** Where the ledger ended, at least, before it was opened; empty if that is not known. */
    Optional<Head> acknowledged();

    /** How many bytes there are now. */
    long bytes() throws IOException;

    /** What a segment is called in reports. */
    String name(int segment);

    /** Whether a segment was complete when it was given its name. */
    boolean isClosed(int segment);

    /** Visits the lines from a place to the end. */
    default void forward(LedgerPosition start, LineVisitor visitor) throws IOException {
        forward(start, LineBlock.STANDARD, visitor);
    }

    /**
     * The same.
     *
     * @param expected how many bytes will probably be looked at
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
