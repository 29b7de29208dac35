package org.corebucket.bridge.ledger.read;

import java.util.Arrays;

/**
 * Reads and writes SHA-256 digests in lower-case hex, from and into arrays, so that a million of them need no objects.
 */
public final class HexDigest {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    /** Length of its hex digits. */
    public static final int DIGITS = 2 * BYTES;

    /**
     * The value of each byte as a hex digit, -1 for none. Whether a digest's next digit is a letter is as good as random,
     * and no processor guesses that: a look-up is several times as fast as a question.
     */
    private static final byte[] VALUES = values();

    private HexDigest() {}

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (byte value = 0; value < 16; value++) {
            values[Character.forDigit(value, 16)] = value;
        }
        return values;
    }

    /** The value of a hex digit; -1 for any other byte, an upper-case digit included. */
    static int digit(byte b) {
        return VALUES[b & 0xFF];
    }

    /**
     * Reads a digest.
     *
     * @return false if there are too few bytes, or one of them is no digit
     */
    static boolean read(byte[] hex, int from, byte[] digest, int to) {
        if (hex.length - from < DIGITS) {
            return false;
        }
        int all = 0;
        for (int i = 0; i < BYTES; i++) {
            int high = digit(hex[from + 2 * i]);
            int low = digit(hex[from + 2 * i + 1]);
            all |= high | low;
            digest[to + i] = (byte) (high << 4 | low);
        }
        return all >= 0;
    }

    /** The hex digits of a digest that begins at this index of an array. */
    public static String of(byte[] digest, int from) {
        StringBuilder hex = new StringBuilder(DIGITS);
        for (int i = from; i < from + BYTES; i++) {
            hex.append(Character.forDigit(digest[i] >> 4 & 0xF, 16)).append(Character.forDigit(digest[i] & 0xF, 16));
        }
        return hex.toString();
    }
}
