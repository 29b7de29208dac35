package org.corebucket.bridge.ledger.read;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyRing;

/**
 * A ledger's size and head at one moment, signed with the bridge's key (CONTRACT 8): a line of
 * {@code logs/checkpoints.jsonl}.
 *
 * @param origin the id of the deployment whose ledger it is
 * @param size the number of entries, from 1: an empty ledger has no head to sign
 * @param head the hash of the last entry
 * @param timestamp when it was signed, in whole milliseconds
 * @param signature RSASSA-PKCS1-v1_5 with SHA-256 over the canonical form of the other members, in Base64
 */
public record Checkpoint(UUID origin, long size, Sha256 head, Instant timestamp, String signature) {

    private static final String HASH = "hash";
    private static final String ORIGIN = "origin";
    private static final String SIGNATURE = "signature";
    private static final String SIZE = "size";
    private static final String TIMESTAMP = "timestamp";

    private static final String REMEDY = "put the signed line back";

    private static final int NOWHERE = 1;

    public Checkpoint {
        if (size < 1) {
            throw new IllegalArgumentException("a checkpoint covers an entry at least");
        }
        Base64.getDecoder().decode(signature);
    }

    /** Signs a ledger's size and head now. */
    public static Checkpoint signed(UUID origin, long size, Sha256 head, Instant now, RsaSigner bridge) {
        Instant timestamp = now.truncatedTo(ChronoUnit.MILLIS);
        Checkpoint unsigned = new Checkpoint(origin, size, head, timestamp, "");
        byte[] signature = bridge.sign(CanonicalJson.bytes(unsigned.body()));
        return new Checkpoint(origin, size, head, timestamp, Base64.getEncoder().encodeToString(signature));
    }

    /** The checkpoint as a line in canonical form, without a line feed. */
    public String line() {
        Map<String, JsonValue> members = new LinkedHashMap<>(body().members());
        members.put(SIGNATURE, new JsonString(signature, NOWHERE));
        return CanonicalJson.of(new JsonObject(members, NOWHERE));
    }

    private JsonObject body() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put(HASH, new JsonString(head.hex(), NOWHERE));
        members.put(ORIGIN, new JsonString(origin.toString(), NOWHERE));
        members.put(SIZE, new JsonInteger(Long.toString(size), NOWHERE));
        members.put(TIMESTAMP, new JsonString(UtcTime.of(timestamp), NOWHERE));
        return new JsonObject(members, NOWHERE);
    }

    /**
     * Reads what {@link #line} wrote, without verifying the signature.
     *
     * @param line without its line feed
     * @param source how the message of a refusal names the file
     * @throws MalformedJsonException if the line is no checkpoint, or not in canonical form
     */
    public static Checkpoint parse(byte[] line, String source) throws MalformedJsonException {
        JsonValue document = Json.parse(line, source);
        JsonFields fields = JsonFields.of(document, source);
        Checkpoint read = of(fields);
        fields.refuseOthers();
        if (!Arrays.equals(line, CanonicalJson.bytes(document))) {
            throw fields.malformed(HASH, "stands in a line that is not in canonical form", REMEDY);
        }
        return read;
    }

    private static Checkpoint of(JsonFields fields) throws MalformedJsonException {
        try {
            return new Checkpoint(
                    UUID.fromString(fields.string(ORIGIN)),
                    fields.wholeNumber(SIZE),
                    Sha256.parse(fields.string(HASH)),
                    UtcTime.parse(fields.string(TIMESTAMP)),
                    fields.string(SIGNATURE));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw fields.malformed(HASH, "or another one is not what a checkpoint has: " + e.getMessage(), REMEDY);
        }
    }

    /**
     * Whether the last line of a file has a hole of zero bytes, because a loss of power left a block of it unwritten.
     * Nobody was told that such a line is on disk.
     */
    public static boolean isTorn(byte[] line) {
        for (byte b : line) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Accepts the signature, or throws.
     *
     * @throws InvalidSignatureException unless one of the bridge's keys signed exactly this checkpoint
     */
    public void verify(KeyRing bridge) throws InvalidSignatureException {
        bridge.verifyContent(CanonicalJson.bytes(body()), Base64.getDecoder().decode(signature));
    }
}
