package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds where the head of a request ends, before the library sees any of it (RFC 9112, sections 2.2, 2.3, 3 and 5). Empty lines
 * before it are skipped; CRLF alone ends a line; a line that begins with white space goes on with none (obs-fold). A later
 * HTTP/1 is HTTP/1.1 to us (RFC 9110, section 2.5).
 */
final class HeadScanner {

    private static final byte[] VERSION = " HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_LENGTH = VERSION.length + 3;

    private enum State {
        BEFORE,
        EMPTY_LINE,
        LINE,
        LINE_END,
        LINE_START,
        LAST_LINE
    }

    private final int limit;
    private State state = State.BEFORE;
    private boolean isFirstLine = true;
    private int skipped;
    private int seen;

    /**
     * Nothing was seen yet.
     *
     * @param limit in bytes, of a head and the empty lines before it
     */
    HeadScanner(int limit) {
        this.limit = limit;
    }

    /** The next head is another one. */
    void reset() {
        state = State.BEFORE;
        isFirstLine = true;
        skipped = 0;
        seen = 0;
    }

    /** Whether a head has begun: an empty line does not. */
    boolean hasBegun() {
        return seen > 0;
    }

    /**
     * Looks at what came; what it has looked at before, it does not look at again. Empty lines are taken away from it.
     *
     * @param bytes all of the head that came, and what came behind it
     * @return how many bytes the head has; 0 if it does not end here
     * @throws MalformedHeadException if this can't become a head
     */
    int find(ByteBuffer bytes) throws MalformedHeadException {
        for (int i = bytes.position() + seen; i < bytes.limit(); i++) {
            int text = textFrom(bytes, i);
            seen += text;
            i += text;
            if (i == bytes.limit()) {
                break;
            }
            State before = state;
            boolean isLast = state == State.LAST_LINE;
            state = next(bytes, i, bytes.get(i));
            if (before == State.BEFORE || before == State.EMPTY_LINE) {
                if (state == State.BEFORE || state == State.EMPTY_LINE) {
                    bytes.position(i + 1);
                    skipped++;
                    continue;
                }
            }
            seen++;
            if (isLast) {
                return within(seen);
            }
        }
        within(seen);
        return 0;
    }

    /** How many bytes of a line follow of which nothing is to be said: most of a head. */
    private int textFrom(ByteBuffer bytes, int from) {
        int i = from;
        if (state == State.LINE) {
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
            throw new MalformedHeadException(431, "the head of the request is too long");
        }
        return length;
    }

    private State next(ByteBuffer bytes, int at, byte c) throws MalformedHeadException {
        return switch (state) {
            case BEFORE -> c == '\r' ? State.EMPTY_LINE : begin(c);
            case EMPTY_LINE -> expectLineFeed(c, State.BEFORE);
            case LINE -> c == '\r' ? endOfLine(bytes, at) : text(c);
            case LINE_END -> expectLineFeed(c, State.LINE_START);
            case LINE_START -> c == '\r' ? State.LAST_LINE : startOfLine(c);
            case LAST_LINE -> expectLineFeed(c, State.BEFORE);
        };
    }

    private static State begin(byte c) throws MalformedHeadException {
        if (!FieldSyntax.isTokenCharacter((char) (c & 0xff))) {
            throw new MalformedHeadException(400, "the request line is malformed");
        }
        return State.LINE;
    }

    private static State startOfLine(byte c) throws MalformedHeadException {
        if (c == ' ' || c == '\t') {
            throw new MalformedHeadException(400, "a header goes on in the next line");
        }
        return text(c);
    }

    private static State text(byte c) throws MalformedHeadException {
        if (!isText(c)) {
            throw new MalformedHeadException(400, "a control character stands in the head of the request");
        }
        return State.LINE;
    }

    private static State expectLineFeed(byte c, State then) throws MalformedHeadException {
        if (c != '\n') {
            throw new MalformedHeadException(400, "a line of the request does not end in CRLF");
        }
        return then;
    }

    private State endOfLine(ByteBuffer bytes, int end) throws MalformedHeadException {
        if (isFirstLine) {
            isFirstLine = false;
            settleVersion(bytes, end - VERSION_LENGTH);
        }
        return State.LINE_END;
    }

    private static void settleVersion(ByteBuffer bytes, int at) throws MalformedHeadException {
        if (at <= bytes.position() || !isVersion(bytes, at)) {
            throw new MalformedHeadException(400, "the request line is malformed");
        }
        int minor = at + VERSION_LENGTH - 1;
        if (bytes.get(minor - 2) != '1') {
            throw new MalformedHeadException(505, "the request is not of HTTP/1.1");
        }
        if (bytes.get(minor) > '1') {
            bytes.put(minor, (byte) '1');
        }
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
}
