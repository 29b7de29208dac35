package org.corebucket.bridge.ledger.read;

import java.util.Optional;

/**
 * A place in the ledger's files. It stays the same while the ledger grows: the live segment counts as the number that it
 * gets when it is closed. A place does not depend on what the lines say, so that no tampering leads a reader astray.
 *
 * @param segment from 1
 * @param offset of a byte in it, from 0; where a line begins, or the segment ends
 */
public record PagePlace(int segment, long offset) {

    private static final int LONGEST_SEGMENT = 6;
    private static final int LONGEST_OFFSET = 12;

    /** Neither can be below its first value. */
    public PagePlace {
        if (segment < 1 || offset < 0) {
            throw new IllegalArgumentException("no place in a ledger: " + segment + "." + offset);
        }
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<PagePlace> of(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String segment = text.substring(0, dot);
        String offset = text.substring(dot + 1);
        if (!isNumber(segment, LONGEST_SEGMENT) || !isNumber(offset, LONGEST_OFFSET) || Integer.parseInt(segment) < 1) {
            return Optional.empty();
        }
        return Optional.of(new PagePlace(Integer.parseInt(segment), Long.parseLong(offset)));
    }

    private static boolean isNumber(String text, int longest) {
        return !text.isEmpty()
                && text.length() <= longest
                && text.chars().allMatch(character -> character >= '0' && character <= '9');
    }

    /** Segment and offset, with a dot between them. */
    public String text() {
        return segment + "." + offset;
    }
}
