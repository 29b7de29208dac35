package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Arrays;

/**
 * Some whole lines of one segment, as they lie there. It is filled again and again: its array is what the memory of a reader
 * comes to.
 */
public class LineBlock {

    /** How much a reader of many lines takes at once. */
    public static final int STANDARD = 1 << 20;

    /** The lines, with their line feeds; a piece of a line that is longer than any entry has none. */
    byte[] bytes;

    /** How many bytes of whole lines there are. */
    int length;

    /** How many bytes of a line there are that is longer than any entry; then there is no whole line. */
    int piece;

    /** How many bytes of a torn line there are behind the whole ones. */
    int torn;

    /** The segment that they are of, from 1. */
    int segment;

    /** Where the first of the bytes stands in it. */
    long offset;

    /** What comes behind these lines, in the same segment. */
    Behind behind = Behind.MORE;

    /** A block that grows beyond this size only for a line that is longer. */
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

    /** Shows every line, or the piece of one; gives whether to go on behind the last. */
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
