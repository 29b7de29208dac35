package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the name of a request that is refused before the library has seen its whole head. It reads the lines that have
 * come and end in CRLF, up to the empty one. A line that goes on in the next one (obs-fold) counts as empty. Nothing is
 * decided by what is read here: it only gives the refusal its request id.
 */
final class HeadLines {

    private final String text;

    private HeadLines(String text) {
        this.text = text;
    }

    /**
     * The name of the refused request. An id is made if its head has none.
     *
     * @param bytes the request from its first byte on
     */
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

    /** Where the next line begins; 0 if there is none. */
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
