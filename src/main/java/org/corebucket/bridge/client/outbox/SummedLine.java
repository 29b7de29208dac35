package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A line of ASCII that ends in its own checksum, CRC-32 in eight hex digits. One that a crash left half written, or half over
 * the one before, is told from a whole one. It protects from accidents alone, not from people.
 */
final class SummedLine {

    /** How many bytes checksum and line feed add to a text. */
    static final int SUM_BYTES = 9;

    private static final HexFormat HEX = HexFormat.of();

    private SummedLine() {}

    /** The line of a text, with its line feed. */
    static byte[] of(String text) {
        return (text + sum(text) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The text of a line; null if it is not whole. */
    static @Nullable String read(byte[] line) {
        String whole = new String(line, StandardCharsets.ISO_8859_1);
        String text = whole.substring(0, Math.max(0, whole.length() - SUM_BYTES));
        return whole.equals(text + sum(text) + "\n") ? text : null;
    }

    private static String sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HEX.toHexDigits((int) sum.getValue());
    }
}
