package org.corebucket.bridge.ledger.read;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries in the present form, version 2 (CONTRACT 8), and refuses any line that is not in canonical form. There
 * the members always stand in the same order, so nothing is searched and no objects are made.
 */
public final class EntryScanner extends EntryReader {

    /** The members of a line that are strings, and the payload. */
    public enum EntryPart {
        ENDPOINT(0),
        KEY(1),
        MODULE(2),
        NONCE(3),
        PAYLOAD(4),
        SESSION(5),
        SIGNATURE(6),
        TIMESTAMP(7);

        private static final int COUNT = 8;

        private final int place;

        EntryPart(int place) {
            this.place = place;
        }
    }

    /** The length of the member that is not hashed: {@code "hash": "…", }. */
    private static final int HASH_MEMBER = "\"hash\": \"\", ".length() + HexDigest.DIGITS;

    private static final int MAX_SEQ_DIGITS = 18;

    /** How a bridge writes a time, with 0 for each digit. */
    private static final String USUAL_TIME = "0000-00-00T00:00:00.000Z";

    private static final byte[] ENDPOINT = ascii("{\"endpoint\": ");
    private static final byte[] HASH = ascii(", \"hash\": \"");
    private static final byte[] KEY = ascii("\", \"key\": ");
    private static final byte[] MODULE = ascii(", \"module\": ");
    private static final byte[] NONCE = ascii(", \"nonce\": ");
    private static final byte[] PAYLOAD = ascii(", \"payload\": ");
    private static final byte[] PREVIOUS = ascii(", \"previous_hash\": \"");
    private static final byte[] SEQ = ascii("\", \"seq\": ");
    private static final byte[] SESSION = ascii(", \"session_id\": ");
    private static final byte[] SIGNATURE = ascii(", \"signature\": ");
    private static final byte[] TIMESTAMP = ascii(", \"timestamp\": ");
    private static final byte[] VERSION = ascii(", \"v\": 2}");

    private final CanonicalScanner scanner = new CanonicalScanner();
    private final MessageDigest sha256 = Sha256.newDigest();
    private final int[] begins = new int[EntryPart.COUNT];
    private final int[] ends = new int[EntryPart.COUNT];

    private byte[] bytes = new byte[0];
    private int hashMember;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean read(byte[] in, int from, int to) {
        if (!scan(in, from, to) || !hasTime()) {
            return false;
        }
        sha256.update(in, from, hashMember - from);
        int rest = hashMember + HASH_MEMBER;
        sha256.update(in, rest, to - rest);
        try {
            sha256.digest(actual, 0, HexDigest.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes are what SHA-256 needs", e);
        }
        return true;
    }

    /** Takes a line apart as {@link #read} does, but neither hashes it nor checks its time. */
    public boolean scan(byte[] in, int from, int to) {
        bytes = in;
        scanner.begin(in, from);
        return scanner.take(ENDPOINT)
                && string(EntryPart.ENDPOINT)
                && scanner.take(HASH)
                && hash()
                && scanner.take(KEY)
                && string(EntryPart.KEY)
                && scanner.take(MODULE)
                && string(EntryPart.MODULE)
                && scanner.take(NONCE)
                && string(EntryPart.NONCE)
                && scanner.take(PAYLOAD)
                && payload()
                && scanner.take(PREVIOUS)
                && previousHash()
                && scanner.take(SEQ)
                && number()
                && scanner.take(SESSION)
                && string(EntryPart.SESSION)
                && scanner.take(SIGNATURE)
                && string(EntryPart.SIGNATURE)
                && scanner.take(TIMESTAMP)
                && string(EntryPart.TIMESTAMP)
                && scanner.take(VERSION)
                && scanner.at() == to;
    }

    /** Goes over a string, and notes where it begins and ends without its quotes. */
    private boolean string(EntryPart part) {
        begins[part.place] = scanner.at() + 1;
        boolean is = scanner.string();
        ends[part.place] = scanner.at() - 1;
        return is;
    }

    private boolean payload() {
        begins[EntryPart.PAYLOAD.place] = scanner.at();
        boolean is = bytes[scanner.at()] == '{' && scanner.value();
        ends[EntryPart.PAYLOAD.place] = scanner.at();
        return is;
    }

    /** Whether the timestamp is a time. The form that the bridge writes is recognised without being parsed. */
    private boolean hasTime() {
        int at = begins[EntryPart.TIMESTAMP.place];
        boolean usual = ends[EntryPart.TIMESTAMP.place] - at == USUAL_TIME.length();
        for (int i = 0; usual && i < USUAL_TIME.length(); i++) {
            byte b = bytes[at + i];
            usual = USUAL_TIME.charAt(i) == '0' ? b >= '0' && b <= '9' : b == USUAL_TIME.charAt(i);
        }
        boolean sure = usual
                && isWithin(at + 5, 1, 12)
                && isWithin(at + 8, 1, 28)
                && isWithin(at + 11, 0, 23)
                && isWithin(at + 14, 0, 59)
                && isWithin(at + 17, 0, 59);
        return sure || time() != null;
    }

    private boolean isWithin(int at, int least, int most) {
        int number = 10 * (bytes[at] - '0') + bytes[at + 1] - '0';
        return number >= least && number <= most;
    }

    private boolean hash() {
        hashMember = scanner.at() - HASH.length + 2;
        return digest(stated);
    }

    private boolean previousHash() {
        hasPrevious = bytes[scanner.at()] != '"';
        return !hasPrevious || digest(previous);
    }

    private boolean digest(byte[] to) {
        boolean is = HexDigest.read(bytes, scanner.at(), to, 0);
        scanner.begin(bytes, scanner.at() + (is ? HexDigest.DIGITS : 0));
        return is;
    }

    private boolean number() {
        int from = scanner.at();
        int at = from;
        seq = 0;
        while (bytes[at] >= '0' && bytes[at] <= '9' && at - from < MAX_SEQ_DIGITS) {
            seq = 10 * seq + bytes[at++] - '0';
        }
        scanner.begin(bytes, at);
        return at > from && bytes[from] != '0';
    }

    /** A copy of a part as it stands in the line; a string has its escapes, but not its quotes. */
    public byte[] raw(EntryPart part) {
        int from = begins[part.place];
        int length = ends[part.place] - from;
        byte[] copy = new byte[length];
        System.arraycopy(bytes, from, copy, 0, length);
        return copy;
    }

    /** Whether a part of the line has exactly these bytes. */
    public boolean is(EntryPart part, byte[] raw) {
        return Arrays.equals(bytes, begins[part.place], ends[part.place], raw, 0, raw.length);
    }

    /** The time of the entry; null if its timestamp is none, which {@link #scan} does not look at. */
    public @Nullable Instant time() {
        try {
            return UtcTime.parse(text(EntryPart.TIMESTAMP));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A string of the line without its escapes. */
    public String text(EntryPart part) {
        byte[] raw = raw(part);
        for (byte b : raw) {
            if (b == '\\') {
                return unescaped(raw);
            }
        }
        return new String(raw, StandardCharsets.US_ASCII);
    }

    private static String unescaped(byte[] raw) {
        String quoted = '"' + new String(raw, StandardCharsets.US_ASCII) + '"';
        try {
            return ((JsonString) Json.parse(ascii(quoted), "entry")).text();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the scanner takes nothing that the parser refuses", e);
        }
    }
}
