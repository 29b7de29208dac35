package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
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
    static final int BYTES = 4 * 17 + 9;

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
        text.append(HEX.toHexDigits((int) sum(text.toString()))).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the text form; null if it is damaged. */
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
