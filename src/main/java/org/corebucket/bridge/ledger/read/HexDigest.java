package org.corebucket.bridge.ledger.read;

/** SHA-256 digests in lower-case hex, from and into arrays: a million of them are read without an object each. */
public final class HexDigest {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    /** Length of its hex digits. */
    public static final int DIGITS = 2 * BYTES;

    private HexDigest() {}

    /** The value of a digit; -1 if it is none in lower case. */
    static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    /** Reads a digest; false if anything else is among its digits, or fewer bytes are there. */
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

    /** The digits of a digest that stands somewhere in an array. */
    public static String of(byte[] digest, int from) {
        StringBuilder hex = new StringBuilder(DIGITS);
        for (int i = from; i < from + BYTES; i++) {
            hex.append(Character.forDigit(digest[i] >> 4 & 0xF, 16)).append(Character.forDigit(digest[i] & 0xF, 16));
        }
        return hex.toString();
    }
}
