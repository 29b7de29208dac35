package org.corebucket.bridge.incident;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonNull;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.SignedRecord;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DecidedBy;
import org.jspecify.annotations.Nullable;

/**
 * The signed statement of those who may decide that an incident was dealt with. It covers the digest of the
 * incident's file, so that an incident that is changed afterwards is open again.
 *
 * @param incident the incident's id
 * @param incidentSha256 the digest of the incident's file; null if there was no readable file
 * @param reason why it is resolved
 * @param resolvedAt when it was resolved
 * @param by the user and host that resolved it
 * @param decidedBy whose signatures it has
 */
public record Resolution(
        String incident,
        @Nullable Sha256 incidentSha256,
        String reason,
        Instant resolvedAt,
        String by,
        DecidedBy decidedBy) {

    private static final String BODY = "resolution";
    private static final int NOWHERE = 1;

    /** The signed file. */
    byte[] signed(Signatory signatory) {
        return SignedRecord.sign(BODY, json(), signatory);
    }

    /** The bytes that are signed. */
    public byte[] canonical() {
        return CanonicalJson.bytes(json());
    }

    /**
     * Reads the bytes that are signed.
     *
     * @throws MalformedJsonException if they are not a resolution
     */
    public static Resolution ofCanonical(byte[] content, String source) throws MalformedJsonException {
        return whole(JsonFields.of(Json.parse(content, source), source));
    }

    /** By whom a signed file says that it was decided; nothing is verified. */
    static DecidedBy decidedBy(byte[] content, String source) throws MalformedJsonException {
        return DecidedBy.read(JsonFields.of(Json.parse(content, source), source).object(BODY));
    }

    private static Resolution whole(JsonFields body) throws MalformedJsonException {
        Resolution resolution = of(body);
        body.refuseOthers();
        return resolution;
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
        members.put(decidedBy.name(), new JsonString(decidedBy.value(), NOWHERE));
        return new JsonObject(members, NOWHERE);
    }

    /**
     * Reads a signed file. The signatures are verified before anything else.
     *
     * @throws InvalidSignatureException if it is not signed by as many of those who may decide as it takes
     * @throws MalformedJsonException if it is not a resolution
     */
    static Resolution read(byte[] content, String source, Authority authority)
            throws MalformedJsonException, InvalidSignatureException {
        return whole(SignedRecord.read(BODY, content, source, authority, DecidedAct.RESOLVE));
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
                    DecidedBy.read(body));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw body.malformed("resolved_at", "or 'incident_sha256' is not what it should be", "resolve it again");
        }
    }
}
