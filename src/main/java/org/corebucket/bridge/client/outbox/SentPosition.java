package org.corebucket.bridge.client.outbox;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How far a module's updates were sent.
 *
 * @param segment the number that names the segment
 * @param offset the offset in the segment at which the next line begins
 * @param number the next line's number
 * @param horizon the number below which lines may have been attempted
 */
record SentPosition(long segment, long offset, long number, long horizon) {

    /** The fixed size of the text form. */
    static final int BYTES = 4 * 17 + SummedLine.SUM_BYTES;

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    /** The position of a module that has never sent an update. */
    static SentPosition atStart() {
        return at(1);
    }

    /** The position at the start of a segment of which no line was attempted. */
    static SentPosition at(long segment) {
        return new SentPosition(segment, 0, segment, 0);
    }

    /** The same position with another horizon. */
    SentPosition withHorizon(long changed) {
        return new SentPosition(segment, offset, number, changed);
    }

    /** The position behind the line that begins here. */
    SentPosition after(int lineBytes) {
        return new SentPosition(segment, offset + lineBytes, number + 1, horizon);
    }

    /** The position at the start of a later segment. */
    SentPosition before(long next) {
        return new SentPosition(next, 0, next, horizon);
    }

    byte[] text() {
        StringBuilder text = new StringBuilder(BYTES);
        for (long field : new long[] {segment, offset, number, horizon}) {
            text.append(HEX.toHexDigits(field)).append(' ');
        }
        return SummedLine.of(text.toString());
    }

    /** Reads the text form; null if it is damaged. */
    static @Nullable SentPosition read(byte[] text) {
        String fields = text.length == BYTES ? SummedLine.read(text) : null;
        if (fields == null) {
            return null;
        }
        SentPosition read = new SentPosition(field(fields, 0), field(fields, 1), field(fields, 2), field(fields, 3));
        return read.segment > 0 && read.offset >= 0 && read.number >= read.segment ? read : null;
    }

    private static long field(String fields, int index) {
        int from = index * (DIGITS + 1);
        return HexFormat.fromHexDigitsToLong(fields, from, from + DIGITS);
    }
}
