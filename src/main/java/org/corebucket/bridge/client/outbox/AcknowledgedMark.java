package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Up to where a module's updates were acknowledged by {@code add}: without that, nobody could tell that the last of them are gone.
 * It is written after the updates are durable, and is not durable itself: it may lag behind them, and is never ahead.
 *
 * @param next the number that follows the last one; 0 if it is not known
 */
record AcknowledgedMark(long next) {

    /** How many bytes the text form has, always. */
    static final int BYTES = 16 + 1 + 8 + 1;

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    byte[] text() {
        String number = HEX.toHexDigits(next) + " ";
        return (number + HEX.toHexDigits((int) sum(number)) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What a text says; a text that does not hold says nothing. */
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
