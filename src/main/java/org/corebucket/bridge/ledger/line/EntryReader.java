package org.corebucket.bridge.ledger.line;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of exactly the form that {@link EntryLine} writes, in one pass and without a tree: a ledger is read whole
 * whenever the bridge starts. What has another form is not an entry. Whether a payload is well-formed JSON is not asked
 * here: the entry's hash says that it is what was accepted.
 */
public final class EntryReader {

    private static final byte[] ENDPOINT = ascii("{\"endpoint\": ");
    private static final byte[] HASH = ascii(", \"hash\": ");
    private static final byte[] KEY = ascii(", \"key\": ");
    private static final byte[] MODULE = ascii(", \"module\": ");
    private static final byte[] NONCE = ascii(", \"nonce\": ");
    private static final byte[] PAYLOAD = ascii(", \"payload\": {");
    private static final byte[] PREVIOUS = ascii(", \"previous_hash\": ");
    private static final byte[] SEQ = ascii(", \"seq\": ");
    private static final byte[] SESSION = ascii(", \"session_id\": ");
    private static final byte[] SIGNATURE = ascii(", \"signature\": ");
    private static final byte[] TIMESTAMP = ascii(", \"timestamp\": ");
    private static final byte[] VERSION = ascii(", \"v\": 2}");
    private static final int COMMA_AND_SPACE = 2;
    private static final int LONGEST_NUMBER = 18;

    private final MessageDigest sha256 = Sha256.newDigest();

    private byte[] text = {};
    private int at;
    private int end;

    /** The line is not an entry, or not all of one. */
    public static final class NotAnEntryException extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnEntryException() {
            this(null);
        }

        NotAnEntryException(@Nullable Throwable cause) {
            super("not an entry", cause, false, false);
        }
    }

    /**
     * Reads one line.
     *
     * @param from where it begins
     * @param to where it ends, without its line feed
     * @throws NotAnEntryException for a line of any other form
     */
    public ReadEntry read(byte[] bytes, int from, int to) throws NotAnEntryException {
        text = bytes;
        at = from;
        end = to;
        try {
            return entry(from);
        } catch (MalformedJsonException | DateTimeException | IllegalArgumentException e) {
            throw new NotAnEntryException(e);
        }
    }

    private ReadEntry entry(int from) throws NotAnEntryException, MalformedJsonException {
        String endpoint = string(ENDPOINT);
        int cut = at + COMMA_AND_SPACE;
        Sha256 hash = Sha256.parse(string(HASH));
        int resume = at + COMMA_AND_SPACE;
        string(KEY);
        String module = string(MODULE);
        String nonce = string(NONCE);
        byte[] payload = payload();
        String previousHash = string(PREVIOUS);
        long seq = number();
        String session = string(SESSION);
        string(SIGNATURE);
        Instant timestamp = UtcTime.parse(string(TIMESTAMP));
        expect(VERSION);
        if (at != end) {
            throw new NotAnEntryException();
        }
        sha256.update(text, from, cut - from);
        sha256.update(text, resume, end - resume);
        Sha256 content = Sha256.ofBytes(sha256.digest());
        return new ReadEntry(seq, timestamp, endpoint, module, session, nonce, payload, previousHash, hash, content);
    }

    private String string(byte[] name) throws NotAnEntryException, MalformedJsonException {
        expect(name);
        int start = at;
        if (skipString()) {
            JsonValue value = Json.parse(Arrays.copyOfRange(text, start, at), "entry");
            return ((JsonString) value).text();
        }
        return new String(text, start + 1, at - start - 2, StandardCharsets.ISO_8859_1);
    }

    /** Goes behind a string's closing quote, and says whether there were escapes in it. */
    private boolean skipString() throws NotAnEntryException {
        boolean escapes = false;
        if (next() != '"') {
            throw new NotAnEntryException();
        }
        for (byte b = next(); b != '"'; b = next()) {
            if (b == '\\') {
                escapes = true;
                next();
            }
        }
        return escapes;
    }

    /** The payload is an object; the bracket that closes it is the one that none within it opened. */
    private byte[] payload() throws NotAnEntryException {
        expect(PAYLOAD);
        int start = at - 1;
        int depth = 1;
        while (depth > 0) {
            switch (next()) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    at--;
                    skipString();
                }
                default -> {}
            }
        }
        return Arrays.copyOfRange(text, start, at);
    }

    private long number() throws NotAnEntryException {
        expect(SEQ);
        int start = at;
        long value = 0;
        while (at < end && text[at] >= '0' && text[at] <= '9' && at - start < LONGEST_NUMBER) {
            value = 10 * value + text[at++] - '0';
        }
        if (at == start || text[start] == '0') {
            throw new NotAnEntryException();
        }
        return value;
    }

    private void expect(byte[] literal) throws NotAnEntryException {
        int next = at + literal.length;
        if (next > end || !Arrays.equals(text, at, next, literal, 0, literal.length)) {
            throw new NotAnEntryException();
        }
        at = next;
    }

    /** The next byte; canonical form is printable ASCII. */
    private byte next() throws NotAnEntryException {
        if (at >= end || text[at] < ' ' || text[at] > '~') {
            throw new NotAnEntryException();
        }
        return text[at++];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
