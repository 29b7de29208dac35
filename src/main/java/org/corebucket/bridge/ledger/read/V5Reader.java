package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries in the V5 form (CONTRACT 8): {@code hash} is SHA-256 over {@code previous_hash}, the payload's
 * canonical form and {@code timestamp}. A line with any other member is not an entry, since that member would not be
 * hashed and could be altered.
 */
public final class V5Reader extends EntryReader {

    private static final String HASH = "hash";
    private static final String PREVIOUS = "previous_hash";
    private static final String PAYLOAD = "payload";
    private static final String TIMESTAMP = "timestamp";

    private static final Set<String> MEMBERS = Set.of(HASH, PREVIOUS, PAYLOAD, TIMESTAMP);

    /**
     * Whether a line, without its line feed, has the members of an entry in this form. Their values are not checked.
     */
    public static boolean isEntry(byte[] line) {
        return members(line) != null;
    }

    /** Whether the first line of a file has the members of an entry in this form. */
    public static boolean isLedger(Path file) throws IOException {
        return isEntry(LineBlocks.firstLine(file));
    }

    private static @Nullable Map<String, JsonValue> members(byte[] line) {
        try {
            return Json.parseStored(line, "entry") instanceof JsonObject entry
                            && entry.members().keySet().equals(MEMBERS)
                    ? entry.members()
                    : null;
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    @Override
    public boolean read(byte[] bytes, int from, int to) {
        Map<String, JsonValue> entry = members(Arrays.copyOfRange(bytes, from, to));
        if (entry == null
                || !(entry.get(HASH) instanceof JsonString hash)
                || !(entry.get(PREVIOUS) instanceof JsonString before)
                || !(entry.get(TIMESTAMP) instanceof JsonString timestamp)) {
            return false;
        }
        hasPrevious = !before.text().isEmpty();
        String hashed = before.text() + CanonicalJson.of(entry.getOrDefault(PAYLOAD, hash)) + timestamp.text();
        byte[] digest = Sha256.of(hashed.getBytes(StandardCharsets.UTF_8)).bytes();
        System.arraycopy(digest, 0, actual, 0, digest.length);
        return digest(hash.text(), stated) && (!hasPrevious || digest(before.text(), previous));
    }

    private static boolean digest(String hex, byte[] to) {
        byte[] digits = hex.getBytes(StandardCharsets.UTF_8);
        return digits.length == HexDigest.DIGITS && HexDigest.read(digits, 0, to, 0);
    }
}
