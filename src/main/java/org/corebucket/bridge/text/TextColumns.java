package org.corebucket.bridge.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in columns of a screen: wrapped, padded and cut, whatever the text and however narrow the screen. A column is what most
 * terminals give a character: two for those of East Asian scripts and pictures, none for accents that stand over the one before.
 * No character is ever halved.
 */
public final class TextColumns {

    /** The narrowest screen that is written for. */
    public static final int NARROWEST = 20;

    /** The widest; longer lines are not easy to read. */
    public static final int WIDEST = 300;

    private static final String GOES_ON = "  ";
    private static final String CUT = "...";

    private TextColumns() {}

    /** How many columns a text takes. */
    public static int width(String text) {
        int width = 0;
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            width += width(codePoint);
        }
        return width;
    }

    private static int width(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (codePoint >= 0x1100 && codePoint <= 0x115F)
                || (codePoint >= 0x2E80 && codePoint <= 0xA4CF && codePoint != 0x303F)
                || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
                || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
                || (codePoint >= 0xFE30 && codePoint <= 0xFE6F)
                || (codePoint >= 0xFF00 && codePoint <= 0xFF60)
                || (codePoint >= 0xFFE0 && codePoint <= 0xFFE6)
                || (codePoint >= 0x1F300 && codePoint <= 0x1FAFF)
                || (codePoint >= 0x20000 && codePoint <= 0x3FFFD);
        return wide ? 2 : 1;
    }

    /**
     * Lines of at most so many columns, broken at blanks where there are some, else within a word. What goes on is set in, so that it
     * can't be taken for something else.
     *
     * @param columns less than 4 is taken for 4, since a wide character and what sets it in need so many
     */
    public static List<String> wrapped(String text, int columns) {
        int most = Math.max(columns, 2 + GOES_ON.length());
        List<String> lines = new ArrayList<>();
        String indent = "";
        int from = 0;
        while (true) {
            int room = most - indent.length();
            int end = fit(text, from, room);
            if (end == text.length()) {
                lines.add(indent + text.substring(from));
                return lines;
            }
            int blank = text.lastIndexOf(' ', end);
            boolean words = blank > from && !text.substring(from, blank).isBlank();
            lines.add(indent + text.substring(from, words ? blank : end));
            from = words ? blank + 1 : end;
            indent = GOES_ON;
        }
    }

    /** The end of what fits from here, one character at least. */
    private static int fit(String text, int from, int columns) {
        int at = from;
        int left = columns;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            left -= width(codePoint);
            if (left < 0 && at > from) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    /** The text with blanks behind it up to so many columns; as it is if it is wider. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** The text in at most so many columns, with dots at the end of what was cut, where there is room for them. */
    public static String cut(String text, int columns) {
        if (columns <= 0) {
            return "";
        }
        if (width(text) <= columns) {
            return text;
        }
        String dots = columns > 2 * CUT.length() ? CUT : "";
        int end = fit(text, 0, columns - dots.length());
        return width(text.substring(0, end)) > columns ? "" : text.substring(0, end) + dots;
    }

    /** The first so many characters of a text that is kept or sent, with dots behind them if there are more; no pair is halved. */
    public static String atMost(int characters, String text) {
        if (text.length() <= characters) {
            return text;
        }
        int end = Math.max(0, characters - CUT.length());
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + CUT;
    }
}
