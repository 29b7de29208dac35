package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The mark up to which {@link Outbox#add} has acknowledged a module's updates. Without it, it could not be told that the last
 * of them are gone. It is written after the updates are durable, but is not durable itself: so it may lag behind them, but is
 * never ahead.
 *
 * @param next the number behind the last acknowledged update; 0 if it is not known
 */
record AcknowledgedMark(long next) {

    /** The fixed size of the text form. */
    static final int BYTES = 16 + 1 + 8 + 1;

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    byte[] text() {
        String number = HEX.toHexDigits(next) + " ";
        return (number + HEX.toHexDigits((int) sum(number)) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the text form. A damaged text counts as unknown. */
    static AcknowledgedMark read(byte[] text) {
        String line = new String(text, StandardCharsets.ISO_8859_1);
        if (line.length() == BYTES) {
            String number = line.substring(0, DIGITS + 1);
            if (line.equals(number + HEX.toHexDigits((int) sum(number)) + "\n")
                    && HexFormat.isHexDigit(line.charAt(0))) {
                return new AcknowledgedMark(Math.max(0, HexFormat.fromHexDigitsToLong(number, 0, DIGITS)));
            }
        }
        return new AcknowledgedMark(0);
    }

    private static long sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return sum.getValue();
    }
}
