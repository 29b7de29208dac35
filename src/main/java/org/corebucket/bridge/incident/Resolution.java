package org.corebucket.bridge.incident;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonNull;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.SignedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The signed statement of the release key's holder that an incident was dealt with. The signature covers the digest of the
 * incident's file, so that an incident that is changed afterwards is open again.
 *
 * @param incident the incident's id
 * @param incidentSha256 the digest of the incident's file; null if there was no readable file
 * @param reason why it is resolved
 * @param resolvedAt when it was resolved
 * @param by the user and host that resolved it
 * @param key SHA-256 fingerprint of the release key, in hex
 */
public record Resolution(
        String incident, @Nullable Sha256 incidentSha256, String reason, Instant resolvedAt, String by, String key) {

    private static final String BODY = "resolution";
    private static final int NOWHERE = 1;

    /** The signed file. */
    byte[] signed(RsaSigner release) {
        return SignedRecord.sign(BODY, json(), release);
    }

    private JsonObject json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("incident", new JsonString(incident, NOWHERE));
        members.put(
                "incident_sha256",
                incidentSha256 == null ? new JsonNull(NOWHERE) : new JsonString(incidentSha256.hex(), NOWHERE));
        members.put("reason", new JsonString(reason, NOWHERE));
        members.put("resolved_at", new JsonString(UtcTime.of(resolvedAt), NOWHERE));
        members.put("by", new JsonString(by, NOWHERE));
        members.put("key", new JsonString(key, NOWHERE));
        return new JsonObject(members, NOWHERE);
    }

    /**
     * Reads a signed file. The signature is verified before anything else.
     *
     * @throws InvalidSignatureException if the trusted key did not sign it
     * @throws MalformedJsonException if it is not a resolution
     */
    static Resolution read(byte[] content, String source, RsaPublicKey trusted)
            throws MalformedJsonException, InvalidSignatureException {
        JsonFields body = SignedRecord.read(BODY, content, source, trusted);
        Resolution resolution = of(body);
        body.refuseOthers();
        return resolution;
    }

    private static Resolution of(JsonFields body) throws MalformedJsonException {
        try {
            String digest = body.stringOrNull("incident_sha256");
            return new Resolution(
                    body.string("incident"),
                    digest == null ? null : Sha256.parse(digest),
                    body.string("reason"),
                    UtcTime.parse(body.string("resolved_at")),
                    body.string("by"),
                    body.string("key"));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw body.malformed("resolved_at", "or 'incident_sha256' is not what it should be", "resolve it again");
        }
    }
}
