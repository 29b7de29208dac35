package org.corebucket.bridge.ledger.read;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.ledger.NewEntry;

/**
 * An entry's line in canonical form (CONTRACT 8), encoded on the thread that appends the entry. Only number, previous
 * hash and hash are missing; the writer adds them.
 */
public final class EntryLine {

    private static final String SECONDS = "0000-00-00T00:00:00Z";
    private static final byte[] HASH = ascii("\"hash\": \"");
    private static final byte[] KEY = ascii("\", \"key\": ");
    private static final byte[] PREVIOUS_HASH = ascii(", \"previous_hash\": \"");
    private static final byte[] SEQ = ascii("\", \"seq\": ");
    private static final int LONGEST_NUMBER = 19;
    private static final int LONGEST_PLACE =
            HASH.length + HexDigest.DIGITS + KEY.length + HexDigest.DIGITS + SEQ.length + LONGEST_NUMBER;
    private static final int CUT_WITH_THE_HASH = "\", ".length();

    private final NewEntry entry;
    private final byte[] upToHash;
    private final byte[] keyToPayload;
    private final byte[] payload;
    private final byte[] fromSession;

    private EntryLine(NewEntry entry, byte[] upToHash, byte[] keyToPayload, byte[] payload, byte[] fromSession) {
        this.entry = entry;
        this.upToHash = upToHash;
        this.keyToPayload = keyToPayload;
        this.payload = payload;
        this.fromSession = fromSession;
    }

    /** Encodes all but number, previous hash and hash. */
    public static EntryLine of(NewEntry entry) {
        return new EntryLine(
                entry,
                ascii("{\"endpoint\": " + quoted(entry.endpoint()) + ", "),
                ascii(quoted(entry.key()) + ", \"module\": " + quoted(entry.module()) + ", \"nonce\": "
                        + quoted(entry.nonce()) + ", \"payload\": "),
                entry.payload(),
                ascii(", \"session_id\": " + quoted(entry.sessionId()) + ", \"signature\": " + quoted(entry.signature())
                        + ", \"timestamp\": \"" + milliseconds(entry.timestamp()) + "\", \"v\": 2}\n"));
    }

    /** What it is made of. */
    public NewEntry entry() {
        return entry;
    }

    /** The module that sent the entry. */
    public String module() {
        return entry.module();
    }

    /** What names the entry within its module. */
    public String sessionId() {
        return entry.sessionId();
    }

    /** The greatest length that the line can have with its line feed, in bytes, wherever it stands in the chain. */
    public int longest() {
        return upToHash.length
                + keyToPayload.length
                + payload.length
                + PREVIOUS_HASH.length
                + fromSession.length
                + LONGEST_PLACE;
    }

    /**
     * Writes the line with its line feed.
     *
     * @param previousHash in hex; empty at the start
     * @return the entry's hash
     */
    public Sha256 appendTo(LineBuffer out, long seq, String previousHash, MessageDigest sha256) {
        int start = out.length();
        out.append(upToHash);
        int hashStart = out.length();
        out.append(HASH);
        int digits = out.reserve(HexDigest.DIGITS);
        out.append(KEY);
        out.append(keyToPayload);
        out.append(payload);
        out.append(PREVIOUS_HASH);
        out.append(ascii(previousHash));
        out.append(SEQ);
        out.append(ascii(Long.toString(seq)));
        out.append(fromSession);

        int hashEnd = digits + HexDigest.DIGITS + CUT_WITH_THE_HASH;
        sha256.update(out.bytes(), start, hashStart - start);
        sha256.update(out.bytes(), hashEnd, out.length() - 1 - hashEnd);
        Sha256 hash = Sha256.ofBytes(sha256.digest());
        out.set(digits, ascii(hash.hex()));
        return hash;
    }

    /** A time with always three digits of milliseconds, so that times sort as text. */
    private static String milliseconds(Instant time) {
        String text = UtcTime.of(time.truncatedTo(ChronoUnit.MILLIS));
        return text.length() == SECONDS.length() ? text.substring(0, text.length() - 1) + ".000Z" : text;
    }

    private static String quoted(String text) {
        return CanonicalJson.of(new JsonString(text, 1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
