package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How far a module was sent.
 *
 * @param segment the number that names the segment
 * @param offset where in it the next line begins
 * @param number the next line's number
 * @param horizon lines of lower numbers may have been attempted
 */
record SentPosition(long segment, long offset, long number, long horizon) {

    /** How many bytes the text form has, always. */
    static final int BYTES = 4 * 17 + 9;

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    /** The position of a module of which nothing was ever attempted. */
    static SentPosition atStart() {
        return at(1);
    }

    /** Before a segment, nothing of which was attempted. */
    static SentPosition at(long segment) {
        return new SentPosition(segment, 0, segment, 0);
    }

    /** The same place, with more or less that may have been attempted. */
    SentPosition withHorizon(long changed) {
        return new SentPosition(segment, offset, number, changed);
    }

    /** Behind the line that begins here. */
    SentPosition after(int lineBytes) {
        return new SentPosition(segment, offset + lineBytes, number + 1, horizon);
    }

    /** At the start of a segment that follows. */
    SentPosition before(long next) {
        return new SentPosition(next, 0, next, horizon);
    }

    byte[] text() {
        StringBuilder text = new StringBuilder(BYTES);
        for (long field : new long[] {segment, offset, number, horizon}) {
            text.append(HEX.toHexDigits(field)).append(' ');
        }
        text.append(HEX.toHexDigits((int) sum(text.toString()))).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The position that a text is; null if it is none. */
    static @Nullable SentPosition read(byte[] text) {
        String line = new String(text, StandardCharsets.ISO_8859_1);
        if (line.length() != BYTES) {
            return null;
        }
        String fields = line.substring(0, 4 * (DIGITS + 1));
        if (!line.equals(fields + HEX.toHexDigits((int) sum(fields)) + "\n")) {
            return null;
        }
        SentPosition read = new SentPosition(field(fields, 0), field(fields, 1), field(fields, 2), field(fields, 3));
        return read.segment > 0 && read.offset >= 0 && read.number >= read.segment ? read : null;
    }

    private static long field(String fields, int index) {
        int from = index * (DIGITS + 1);
        return HexFormat.fromHexDigitsToLong(fields, from, from + DIGITS);
    }

    private static long sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return sum.getValue();
    }
}
