package org.corebucket.bridge.json;

import org.corebucket.bridge.text.TextColumns;

/** Text as an ASCII JSON string, escaped as CPython escapes it; so it also fits into one line of a message. */
public final class Quoted {

    private static final int LONGEST_IN_A_MESSAGE = 80;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Quoted() {}

    /** Text from outside, quoted for a message. Text of more than 80 characters is cut, and ends in three dots. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder();
        append(out, TextColumns.atMost(LONGEST_IN_A_MESSAGE + "...".length(), text));
        return out.toString();
    }

    /** Makes a message that quotes text from outside safe to print: nothing in it acts on a terminal or makes a second line. */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                appendCharacter(out, c);
            }
        }
        return out.toString();
    }

    static void append(StringBuilder out, String text) {
        out.append('"');
        int plain = plainPrefix(text);
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            appendCharacter(out, text.charAt(i));
        }
        out.append('"');
    }

    private static int plainPrefix(String text) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    private static void appendCharacter(StringBuilder out, char c) {
        if (isPlain(c)) {
            out.append(c);
            return;
        }
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\b' -> out.append('b');
            case '\f' -> out.append('f');
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            default ->
                out.append('u')
                        .append(HEX[c >> 12])
                        .append(HEX[(c >> 8) & 0xF])
                        .append(HEX[(c >> 4) & 0xF])
                        .append(HEX[c & 0xF]);
        }
    }
}
