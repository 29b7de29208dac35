package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be read of a head that is refused before the library has seen it whole: the lines that have come and end in CRLF, up
 * to the empty one. A line that another one goes on with (obs-fold) has no value, and one whose name is not a token is
 * passed over. Nothing that decides is read here: a request is called by it, no more.
 */
final class HeadLines {

    private final String text;

    private HeadLines(String text) {
        this.text = text;
    }

    /** What the refused request is called, from its first byte on; a name is made for it if its head gives it none. */
    static RequestName name(ByteBuffer bytes) {
        HeadLines lines = new HeadLines(
                StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString());
        return new RequestName(
                RequestIds.of(lines.values(RequestIds.TRACE_HEADER), lines.values(RequestIds.HEADER)),
                "",
                lines.text.startsWith("HEAD "));
    }

    private List<String> values(String name) {
        List<String> values = new ArrayList<>();
        boolean isLast = false;
        int from = next(0);
        while (from > 0) {
            int to = text.indexOf("\r\n", from);
            if (to <= from) {
                break;
            }
            String line = text.substring(from, to);
            if (line.startsWith(" ") || line.startsWith("\t")) {
                if (isLast) {
                    values.set(values.size() - 1, "");
                }
            } else {
                int colon = line.indexOf(':');
                isLast = colon > 0 && line.substring(0, colon).equalsIgnoreCase(name);
                if (isLast) {
                    values.add(withoutSpace(line.substring(colon + 1)));
                }
            }
            from = next(from);
        }
        return values;
    }

    /** Where the next line begins; 0 if none does. */
    private int next(int from) {
        int end = text.indexOf("\r\n", from);
        return end < 0 ? 0 : end + 2;
    }

    private static String withoutSpace(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
