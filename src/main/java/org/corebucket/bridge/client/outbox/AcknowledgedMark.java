package org.corebucket.bridge.client.outbox;

import java.util.HexFormat;

/**
 * The mark up to which {@link Outbox#add} has acknowledged a module's updates. Without it, it could not be told that the last
 * of them are gone. It is written after the updates are durable, but is not durable itself: so it may lag behind them, but is
 * never ahead.
 *
 * @param next the number behind the last acknowledged update; 0 if it is not known
 */
record AcknowledgedMark(long next) {

    /** The fixed size of the text form. */
    static final int BYTES = 16 + 1 + SummedLine.SUM_BYTES;

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    byte[] text() {
        return SummedLine.of(HEX.toHexDigits(next) + " ");
    }

    /** Reads the text form. A damaged text counts as unknown. */
    static AcknowledgedMark read(byte[] text) {
        String number = text.length == BYTES ? SummedLine.read(text) : null;
        return new AcknowledgedMark(
                number != null && HexFormat.isHexDigit(number.charAt(0))
                        ? Math.max(0, HexFormat.fromHexDigitsToLong(number, 0, DIGITS))
                        : 0);
    }
}
