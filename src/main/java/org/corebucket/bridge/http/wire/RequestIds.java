package org.corebucket.bridge.http.wire;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The id of a request: that of its trace (W3C Trace Context, section 3.2), its own {@code X-Request-Id}, or one that is
 * made. All ids that are made differ, and only the first of a process uses the system's random numbers.
 */
public final class RequestIds {

    /** The header of requests and answers. */
    public static final String HEADER = "X-Request-Id";

    /** The header of a trace (W3C Trace Context). */
    public static final String TRACE_HEADER = "traceparent";

    private static final int LONGEST = 128;
    private static final String MARKS = "-_.:/+=@~";

    private static final int TRACE_PARENT = 55;
    private static final int TRACE_END = 35;
    private static final int SPAN_END = 52;

    private static final String PROCESS = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private static final AtomicLong COUNT = new AtomicLong();

    private RequestIds() {}

    /**
     * The id of a request with these headers. A header with two different values is ignored.
     *
     * @param traces the lines of {@code traceparent}
     * @param ids the lines of {@code X-Request-Id}
     */
    public static String of(List<String> traces, List<String> ids) {
        String trace = theOne(traces);
        if (isTraceParent(trace)) {
            return trace.substring(3, TRACE_END);
        }
        String id = theOne(ids);
        return isId(id) ? id : made();
    }

    private static String theOne(List<String> lines) {
        return lines.size() == 1 || Set.copyOf(lines).size() == 1 ? lines.get(0) : "";
    }

    /** Makes an id that no request had before. */
    static String made() {
        return PROCESS + HexFormat.of().toHexDigits(COUNT.incrementAndGet());
    }

    private static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST;
    }

    /**
     * Whether the text is a trace parent. Later versions may have more behind a further dash; {@code ff} is never a
     * version.
     */
    private static boolean isTraceParent(String text) {
        boolean known = text.length() == TRACE_PARENT;
        boolean later = text.length() > TRACE_PARENT && text.charAt(TRACE_PARENT) == '-' && !text.startsWith("00");
        return (known || later)
                && !text.startsWith("ff")
                && isHex(text, 0, 2)
                && isHex(text, 3, TRACE_END)
                && isHex(text, TRACE_END + 1, SPAN_END)
                && isHex(text, SPAN_END + 1, TRACE_PARENT)
                && hasOtherThanZero(text, 3, TRACE_END)
                && hasOtherThanZero(text, TRACE_END + 1, SPAN_END);
    }

    /** Whether this part has only lower-case hexadecimal digits, with a dash or the text's end behind it. */
    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return to == text.length() || text.charAt(to) == '-';
    }

    private static boolean hasOtherThanZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }
}
