package org.corebucket.bridge.text;

/**
 * Shows any string as one line that no terminal obeys. Characters that would end the line, steer a terminal or change the
 * reading direction, and lone surrogates, are shown by Java's escapes: {@code \n}, {@code \u001b}. A raw byte of a file name
 * ({@link FileNames}) is shown as {@code \xff}. A backslash is doubled, so that no two strings look the same.
 */
public final class OneLine {

    private static final String HEX = "0123456789abcdef";

    private OneLine() {}

    /** The string itself if there is nothing to escape in it, which is the common case and costs no copy. */
    public static String of(String text) {
        int plain = plainPrefix(text);
        if (plain == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, plain);
        int codePoint;
        for (int i = plain; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint == '\\') {
                line.append("\\\\");
            } else if (FileNames.isRawByte(text, i)) {
                line.append("\\x").append(HEX.charAt(codePoint >> 4 & 0xF)).append(HEX.charAt(codePoint & 0xF));
            } else if (isUnsafe(codePoint)) {
                appendEscape(line, (char) codePoint);
            } else {
                line.appendCodePoint(codePoint);
            }
        }
        return line.toString();
    }

    /**
     * Makes a whole message safe in which names have been through {@link #of} already. Characters that a terminal would obey
     * are escaped; backslashes and line ends stay.
     */
    public static String lines(String message) {
        StringBuilder shown = new StringBuilder(message.length());
        int codePoint;
        for (int i = 0; i < message.length(); i += Character.charCount(codePoint)) {
            codePoint = message.codePointAt(i);
            if (codePoint != '\n' && codePoint != '\t' && isUnsafe(codePoint)) {
                appendEscape(shown, (char) codePoint);
            } else {
                shown.appendCodePoint(codePoint);
            }
        }
        return shown.toString();
    }

    /**
     * Whether every form of report can state a text: it has no control character, which could forge a line, and no lone
     * surrogate, which has no bytes. It is a loop, since every verification asks it, and streams take time to load.
     */
    public static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                return false;
            }
        }
        return true;
    }

    /** Whether a code point must be escaped. All such code points are below U+10000. */
    public static boolean isUnsafe(int codePoint) {
        return Character.isISOControl(codePoint)
                || codePoint == 0x2028 // line separator
                || codePoint == 0x2029 // paragraph separator
                || isDirection(codePoint)
                || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
                || codePoint == 0xFFFE
                || codePoint == 0xFFFF;
    }

    /** The characters with the Unicode property Bidi_Control. */
    private static boolean isDirection(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }

    private static int plainPrefix(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '~' && text.charAt(i) != '\\') {
            i++;
        }
        return i;
    }

    private static void appendEscape(StringBuilder line, char unsafe) {
        switch (unsafe) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                line.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    line.append(HEX.charAt(unsafe >> shift & 0xF));
                }
            }
        }
    }
}
