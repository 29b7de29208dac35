package org.corebucket.bridge.json;

import java.nio.CharBuffer;

/**
 * Replaces the escapes of surrogates by the characters themselves. Jackson refuses the name of a member in which a lone
 * surrogate is escaped, though CPython accepts it, and so does Jackson in values. Jackson does not check characters that are
 * not escaped.
 */
final class SurrogateEscapes {

    private static final int LENGTH = "\\uXXXX".length();

    private SurrogateEscapes() {}

    /** Works in place: the result shares the characters of the argument, from index 0. */
    static CharBuffer unescape(CharBuffer text) {
        char[] chars = text.array();
        int end = text.limit();
        int to = 0;
        for (int from = 0; from < end; to++) {
            char c = chars[from];
            if (c != '\\' || from + 1 == end) {
                chars[to] = c;
                from++;
            } else if (isSurrogate(chars, from, end)) {
                chars[to] = (char) Integer.parseInt(text, from + 2, from + LENGTH, 16);
                from += LENGTH;
            } else {
                // An escaped backslash does not begin another escape.
                chars[to++] = c;
                chars[to] = chars[from + 1];
                from += 2;
            }
        }
        return CharBuffer.wrap(chars, 0, to);
    }

    /** Whether a backslash begins an escape from {@code \ud800} to {@code \udfff}. */
    private static boolean isSurrogate(char[] chars, int at, int end) {
        return at + LENGTH <= end
                && chars[at + 1] == 'u'
                && (chars[at + 2] | 0x20) == 'd'
                && hexDigit(chars[at + 3]) >= 8
                && hexDigit(chars[at + 4]) >= 0
                && hexDigit(chars[at + 5]) >= 0;
    }

    private static int hexDigit(char c) {
        // Character.digit alone would also take the digits of other scripts.
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
