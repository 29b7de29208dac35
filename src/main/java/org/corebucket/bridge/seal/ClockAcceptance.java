package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.SharedLineFile;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DecidedBy;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement of those who may decide that a host's clock was ahead and is right again, so that times in the future
 * which were recorded until then do not count (CONTRACT 11). It applies only to the deployment that it names, only to recorded
 * times up to {@code seenUntil}, and not while the clock shows a time before {@code acceptedAt}. Each host's memory accepts it
 * once.
 *
 * @param deployment the deployment's id
 * @param seenUntil the latest time that the wrong clock showed
 * @param acceptedAt the right time at which the statement was made
 * @param reason why the clock was ahead
 * @param by the user and host that made the statement
 * @param decidedBy whose signatures it has
 */
public record ClockAcceptance(
        UUID deployment, Instant seenUntil, Instant acceptedAt, String reason, String by, DecidedBy decidedBy) {

    /** The file, relative to the root. */
    public static final String FILE = "manifests/clock.accepted.json";

    private static final String BODY = "clock";
    private static final int NOWHERE = 1;
    private static final int LARGEST = 64 * 1024;
    private static final int MODE = 0644;

    /** Signs the statement, records it in the audit log, and writes its file durably, which puts it in force. */
    public void write(Deployment of, Signatory signatory) throws IOException {
        byte[] content = SignedRecord.sign(BODY, json(), signatory);
        String line = JsonWriter.object(json -> json.field("timestamp", UtcTime.of(acceptedAt))
                .field("event", "clock-accepted")
                .field("seen_until", UtcTime.of(seenUntil))
                .field("reason", reason)
                .field("by", by)
                .field(decidedBy.name(), decidedBy.value()));
        new SharedLineFile(of.auditLog()).append(line);
        new DurableFiles(of.staging()).write(of.path(FILE), content, MODE);
    }

    /** The bytes that are signed. */
    public byte[] canonical() {
        return CanonicalJson.bytes(json());
    }

    /**
     * Reads the bytes that are signed.
     *
     * @throws MalformedJsonException if they are no such statement
     */
    public static ClockAcceptance ofCanonical(byte[] content, String source) throws MalformedJsonException {
        JsonFields body = JsonFields.of(Json.parse(content, source), source);
        try {
            return of(body);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw body.malformed("seen_until", "or another field is not what it should be", "propose it again");
        }
    }

    private static ClockAcceptance of(JsonFields body) throws MalformedJsonException {
        ClockAcceptance read = new ClockAcceptance(
                UUID.fromString(body.string("deployment")),
                UtcTime.parse(body.string("seen_until")),
                UtcTime.parse(body.string("accepted_at")),
                body.string("reason"),
                body.string("by"),
                DecidedBy.read(body));
        body.refuseOthers();
        return read;
    }

    private JsonObject json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("deployment", new JsonString(deployment.toString(), NOWHERE));
        members.put("seen_until", new JsonString(UtcTime.of(seenUntil), NOWHERE));
        members.put("accepted_at", new JsonString(UtcTime.of(acceptedAt), NOWHERE));
        members.put("reason", new JsonString(reason, NOWHERE));
        members.put("by", new JsonString(by, NOWHERE));
        members.put(decidedBy.name(), new JsonString(decidedBy.value(), NOWHERE));
        return new JsonObject(members, NOWHERE);
    }

    /**
     * The statement in force; null if there is none that those who may decide have signed: it takes as many as a resolution.
     *
     * @throws IOException if the file can't be read: then nobody knows whether it accepts anything
     */
    static @Nullable ClockAcceptance read(Deployment of, Authority authority) throws IOException {
        try {
            byte[] content = TreeFiles.read(of.root(), FILE, LARGEST);
            return of(SignedRecord.read(BODY, content, FILE, authority, DecidedAct.RESOLVE));
        } catch (NoSuchFileException
                | NotRegularException
                | InvalidSignatureException
                | MalformedJsonException
                | IllegalArgumentException
                | DateTimeException e) {
            return null; // Anything else in its place accepts nothing.
        }
    }
}
