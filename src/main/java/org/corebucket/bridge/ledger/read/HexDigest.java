package org.corebucket.bridge.ledger.read;

/**
 * Reads and writes SHA-256 digests in lower-case hex, from and into arrays, so that a million of them need no objects.
 */
public final class HexDigest {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    /** Length of its hex digits. */
    public static final int DIGITS = 2 * BYTES;

    private HexDigest() {}

    /** The value of a hex digit; -1 for any other byte, an upper-case digit included. */
    static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
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
