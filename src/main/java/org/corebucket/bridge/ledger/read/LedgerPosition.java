package org.corebucket.bridge.ledger.read;

import java.util.Optional;
import org.corebucket.bridge.text.Digits;

/**
 * A position between two lines of a ledger. It stays valid while the ledger grows: the live segment has the number that
 * it gets when it is closed. A position does not depend on what the lines say, so an altered line can't mislead a
 * reader.
 *
 * @param segment the number of the segment, from 1
 * @param offset where a line begins in the segment, or the segment ends, in bytes from 0
 */
public record LedgerPosition(int segment, long offset) {

    /** Where a ledger begins. */
    public static final LedgerPosition BEGINNING = new LedgerPosition(1, 0);

    /** Behind the end of any ledger. */
    public static final LedgerPosition END = new LedgerPosition(Integer.MAX_VALUE, Long.MAX_VALUE);

    private static final int LONGEST_SEGMENT = 6;
    private static final int LONGEST_OFFSET = 12;

    /** Refuses a segment below 1 and an offset below 0. */
    public LedgerPosition {
        if (segment < 1 || offset < 0) {
            throw new IllegalArgumentException("no place in a ledger: " + segment + "." + offset);
        }
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<LedgerPosition> of(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String segment = text.substring(0, dot);
        String offset = text.substring(dot + 1);
        if (!Digits.isNumber(segment, LONGEST_SEGMENT)
                || !Digits.isNumber(offset, LONGEST_OFFSET)
                || Integer.parseInt(segment) < 1) {
            return Optional.empty();
        }
        return Optional.of(new LedgerPosition(Integer.parseInt(segment), Long.parseLong(offset)));
    }

    /** Segment and offset, with a dot between them. */
    public String text() {
        return segment + "." + offset;
    }

    /** The position this many bytes further on in its segment. */
    LedgerPosition plus(long bytes) {
        return new LedgerPosition(segment, offset + bytes);
    }

    boolean isBefore(LedgerPosition other) {
        return segment < other.segment || (segment == other.segment && offset < other.offset);
    }

    /**
     * Whether this is where a ledger begins. It does not compare records, since a record's first comparison costs more
     * than reading a small ledger.
     */
    boolean isBeginning() {
        return segment == 1 && offset == 0;
    }
}
