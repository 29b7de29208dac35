package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of a request's head, and checks its lines, before the library sees any of it (RFC 9112, sections 2.2,
 * 2.3, 3, 5 and 6). Empty lines before the head are skipped. Only CRLF ends a line. A line that begins with white space
 * (obs-fold) is refused, and so is white space before a colon. The end of the body and the host must each be given
 * once. A later version of HTTP/1 is treated as HTTP/1.1 (RFC 9110, section 2.5). A refusal says which line is wrong
 * and how, counted from the request line as line 1, and quotes nothing of it.
 */
final class HeadScanner {

    private static final byte[] VERSION = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_LENGTH = VERSION.length + 3;

    /** How many digits a length may have; a {@code long} holds each such number. */
    private static final int MOST_DIGITS = 18;

    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);

    private enum HeadState {
        BEFORE,
        EMPTY_LINE,
        METHOD,
        TARGET,
        PROTOCOL,
        NAME,
        VALUE,
        LINE_END,
        LINE_START,
        LAST_LINE
    }

    private final int limit;
    private HeadState state = HeadState.BEFORE;
    private int skipped;
    private int seen;
    private int line = 1;

    /** Where the part that is being read began, in bytes from the head's beginning. */
    private int begin;

    private boolean isOld;
    private boolean isLength;
    private int hosts;
    private int lengths;
    private int codings;

    /**
     * Begins with the first head.
     *
     * @param limit how many bytes a head and the empty lines before it may have
     */
    HeadScanner(int limit) {
        this.limit = limit;
    }

    /** Begins with the next head. */
    void reset() {
        state = HeadState.BEFORE;
        skipped = 0;
        seen = 0;
        line = 1;
        begin = 0;
        isOld = false;
        isLength = false;
        hosts = 0;
        lengths = 0;
        codings = 0;
    }

    /** Whether a byte of a head has come; empty lines before it do not count. */
    boolean hasBegun() {
        return seen > 0;
    }

    /**
     * Scans the bytes that came since the last call. Empty lines before the head are skipped by moving the position.
     *
     * @param bytes all bytes of the head that came, and those behind it
     * @return how many bytes the head has; 0 if it has not ended yet
     * @throws MalformedHeadException if the bytes can't be a head
     */
    int find(ByteBuffer bytes) throws MalformedHeadException {
        for (int i = bytes.position() + seen; i < bytes.limit(); i++) {
            int text = textFrom(bytes, i);
            seen += text;
            i += text;
            if (i == bytes.limit()) {
                break;
            }
            HeadState before = state;
            state = next(bytes, bytes.get(i));
            if (before == HeadState.BEFORE || before == HeadState.EMPTY_LINE) {
                if (state == HeadState.BEFORE || state == HeadState.EMPTY_LINE) {
                    bytes.position(i + 1);
                    skipped++;
                    continue;
                }
            }
            seen++;
            if (before == HeadState.LAST_LINE) {
                return within(seen);
            }
        }
        within(seen);
        return 0;
    }

    /** How many ordinary bytes of a value follow. They are most of a head, and are skipped at once. */
    private int textFrom(ByteBuffer bytes, int from) {
        int i = from;
        if (state == HeadState.VALUE) {
            while (i < bytes.limit() && isText(bytes.get(i))) {
                i++;
            }
        }
        return i - from;
    }

    private static boolean isText(byte c) {
        return (c >= ' ' && c != 0x7f) || c < 0 || c == '\t';
    }

    private int within(int length) throws MalformedHeadException {
        if (length + skipped > limit) {
            throw new MalformedHeadException(431, "the head of the request is longer than " + limit + " bytes");
        }
        return length;
    }

    private HeadState next(ByteBuffer bytes, byte c) throws MalformedHeadException {
        return switch (state) {
            case BEFORE -> c == '\r' ? HeadState.EMPTY_LINE : method(c);
            case EMPTY_LINE -> lineFeed(c, HeadState.BEFORE);
            case METHOD -> c == ' ' ? part(HeadState.TARGET) : method(c);
            case TARGET -> target(bytes, c);
            case PROTOCOL -> c == '\r' ? protocol(bytes) : text(c, HeadState.PROTOCOL);
            case NAME -> c == ':' ? named(bytes) : name(c);
            case VALUE -> c == '\r' ? endOfValue(bytes) : text(c, HeadState.VALUE);
            case LINE_END -> {
                HeadState then = lineFeed(c, part(HeadState.LINE_START));
                line++;
                yield then;
            }
            case LINE_START -> c == '\r' ? lastLine() : startOfLine(bytes, c);
            case LAST_LINE -> lineFeed(c, HeadState.BEFORE);
        };
    }

    /** Begins another part of the head behind this byte. */
    private HeadState part(HeadState then) {
        begin = seen + 1;
        return then;
    }

    private HeadState method(byte c) throws MalformedHeadException {
        if (FieldSyntax.isTokenCharacter((char) (c & 0xff))) {
            return HeadState.METHOD;
        }
        throw c == '\r' || (c == ' ' && seen == 0) ? noRequestLine() : stray(c, "the method");
    }

    private HeadState target(ByteBuffer bytes, byte c) throws MalformedHeadException {
        if (FieldSyntax.isTargetCharacter((char) (c & 0xff))) {
            return HeadState.TARGET;
        }
        if (c == ' ' && seen > begin) {
            requirePath(bytes, bytes.position() + begin, bytes.position() + seen);
            return part(HeadState.PROTOCOL);
        }
        throw c == ' ' || c == '\r' ? noRequestLine() : stray(c, "the target, where it would stand percent-encoded");
    }

    /**
     * Requires a target in one of the forms of RFC 9112, section 3.2, but not the authority-form, which is for proxies.
     */
    private static void requirePath(ByteBuffer bytes, int from, int to) throws MalformedHeadException {
        byte first = bytes.get(from);
        boolean isPath = first == '/' || (first == '*' && to - from == 1);
        for (int i = from + 1; i + 2 < to && !isPath; i++) {
            isPath = bytes.get(i) == ':' && bytes.get(i + 1) == '/' && bytes.get(i + 2) == '/';
        }
        if (!isPath) {
            throw bad("the target of the request is no path: it begins with no slash");
        }
    }

    private HeadState protocol(ByteBuffer bytes) throws MalformedHeadException {
        int at = bytes.position() + begin;
        if (seen - begin != VERSION_LENGTH || !isVersion(bytes, at)) {
            throw noRequestLine();
        }
        int minor = at + VERSION_LENGTH - 1;
        if (bytes.get(minor - 2) != '1') {
            throw new MalformedHeadException(505, "the request is not of HTTP/1.1, but of another major version");
        }
        isOld = bytes.get(minor) == '0';
        if (bytes.get(minor) > '1') {
            bytes.put(minor, (byte) '1');
        }
        return HeadState.LINE_END;
    }

    private static boolean isVersion(ByteBuffer bytes, int at) {
        for (int i = 0; i < VERSION.length; i++) {
            if (bytes.get(at + i) != VERSION[i]) {
                return false;
            }
        }
        int major = at + VERSION.length;
        return isDigit(bytes.get(major)) && bytes.get(major + 1) == '.' && isDigit(bytes.get(major + 2));
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private HeadState startOfLine(ByteBuffer bytes, byte c) throws MalformedHeadException {
        if (isBlank(c)) {
            throw wrong("begins with white space: no header goes on in the next line");
        }
        return c == ':' ? named(bytes) : name(c);
    }

    private HeadState name(byte c) throws MalformedHeadException {
        if (FieldSyntax.isTokenCharacter((char) (c & 0xff))) {
            return HeadState.NAME;
        }
        if (c == '\r') {
            throw wrong("has no colon");
        }
        throw isBlank(c)
                ? wrong("has white space in a header's name, or between it and the colon")
                : stray(c, "a header's name");
    }

    private HeadState named(ByteBuffer bytes) throws MalformedHeadException {
        if (seen == begin) {
            throw wrong("has no name before its colon");
        }
        hosts += isName(bytes, HOST) ? 1 : 0;
        isLength = isName(bytes, LENGTH);
        lengths += isLength ? 1 : 0;
        codings += isName(bytes, CODING) ? 1 : 0;
        return part(HeadState.VALUE);
    }

    private HeadState endOfValue(ByteBuffer bytes) throws MalformedHeadException {
        if (isLength && !isNumber(bytes, bytes.position() + begin, bytes.position() + seen)) {
            throw bad("Content-Length is not a number of at most " + MOST_DIGITS + " digits");
        }
        return HeadState.LINE_END;
    }

    /** Whether a value has only digits, apart from the white space around it. */
    private static boolean isNumber(ByteBuffer bytes, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isBlank(bytes.get(from))) {
            from++;
        }
        while (to > from && isBlank(bytes.get(to - 1))) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes.get(i))) {
                return false;
            }
        }
        return to > from && to - from <= MOST_DIGITS;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private boolean isName(ByteBuffer bytes, byte[] name) {
        if (seen - begin != name.length) {
            return false;
        }
        int at = bytes.position() + begin;
        for (int i = 0; i < name.length; i++) {
            byte c = bytes.get(at + i);
            if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private HeadState text(byte c, HeadState then) throws MalformedHeadException {
        if (!isText(c)) {
            throw stray(c, then == HeadState.VALUE ? "a header's value" : "the request line");
        }
        return then;
    }

    private HeadState lineFeed(byte c, HeadState then) throws MalformedHeadException {
        if (c != '\n') {
            throw wrong("has a CR that no LF follows: a line ends in CRLF");
        }
        return then;
    }

    /** Checks, once all lines have come, that they give one host and one end of the body. */
    private HeadState lastLine() throws MalformedHeadException {
        if (hosts > 1 || (hosts == 0 && !isOld)) {
            throw bad("the head has " + (hosts == 0 ? "no line" : hosts + " lines") + " Host; expected one");
        }
        if (lengths > 0 && codings > 0) {
            throw bad("the end of the body is given in two ways: Content-Length and Transfer-Encoding");
        }
        if (lengths > 1 || codings > 1) {
            throw bad("the end of the body is given in " + (lengths + codings) + " lines "
                    + (lengths > 1 ? "Content-Length" : "Transfer-Encoding") + "; expected one");
        }
        return HeadState.LAST_LINE;
    }

    private MalformedHeadException noRequestLine() {
        return bad("line 1 of the head is not a method, a target and HTTP/1.1, with one space between");
    }

    private MalformedHeadException stray(byte c, String where) {
        if (c == '\n') {
            return wrong("ends in LF alone: a line ends in CRLF");
        }
        String digits = Integer.toHexString(c & 0xff);
        return wrong("has the byte 0x" + (digits.length() < 2 ? "0" : "") + digits + " in " + where);
    }

    private MalformedHeadException wrong(String how) {
        return bad("line " + line + " of the head " + how);
    }

    private static MalformedHeadException bad(String detail) {
        return new MalformedHeadException(400, detail);
    }
}
