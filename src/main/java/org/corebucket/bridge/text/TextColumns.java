package org.corebucket.bridge.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Wraps, pads and cuts text by the columns that it takes on a screen, however narrow. Most terminals give a character one
 * column, East Asian characters and pictures two, and combining accents none. No character is ever cut in half.
 */
public final class TextColumns {

    /** The narrowest screen that output is laid out for. */
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
     * Breaks a text into lines of at most so many columns: at blanks, or within a word that is too long. All lines but the
     * first are indented, so that they can't be mistaken for lines of their own.
     *
     * @param columns fewer than 4 are taken as 4: a wide character and its indentation need as many
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

    /** The end of the part that fits, beginning at an index: at least one character. */
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

    /** The text, filled up with blanks to so many columns; the text as it is if it is wider. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** The text, cut to so many columns. A cut text ends in dots where there is room for them. */
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

    /**
     * The text, cut to so many characters, for texts that are stored or sent. A cut text ends in dots; no surrogate pair is
     * split.
     */
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
