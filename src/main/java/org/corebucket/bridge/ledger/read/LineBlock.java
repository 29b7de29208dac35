package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Arrays;

/**
 * A block of whole lines of one segment. A reader fills the same block again and again, so the block's array is about
 * all the memory that it takes.
 */
public class LineBlock {

    /** The size of the block of a reader of many lines, in bytes. */
    public static final int STANDARD = 1 << 20;

    /** The lines with their line feeds, or a piece of a line that is longer than any entry. */
    byte[] bytes;

    /** How many bytes the whole lines have. */
    int length;

    /** How many bytes the piece of an overlong line has; if there is one, there are no whole lines. */
    int piece;

    /** How many bytes a torn line has behind the whole ones. */
    int torn;

    /** The number of the segment, from 1. */
    int segment;

    /** The offset of the first byte in the segment. */
    long offset;

    /** What follows these lines in the same segment. */
    Behind behind = Behind.MORE;

    /** A block that grows only for a line that is longer than this size. */
    LineBlock(int size) {
        bytes = new byte[size];
    }

    /** What follows the lines of a block. */
    enum Behind {
        MORE,
        END,
        TORN,
        OVERLONG
    }

    /** The first line without its line feed, even if it is torn; empty if there is none. */
    byte[] firstLine() {
        int end = 0;
        while (end < length + torn && bytes[end] != '\n') {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }

    /**
     * Gives the visitor every line, or the piece of one.
     *
     * @return whether to go on behind the last
     */
    boolean visit(LineVisitor visitor) throws IOException {
        if (piece > 0) {
            return visitor.piece(bytes, 0, piece, new LedgerPosition(segment, offset));
        }
        int from = 0;
        for (int to = 0; to < length; to++) {
            if (bytes[to] == '\n') {
                if (!visitor.visit(bytes, from, to, new LedgerPosition(segment, offset + from))) {
                    return false;
                }
                from = to + 1;
            }
        }
        return true;
    }
}
