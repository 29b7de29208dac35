package org.corebucket.bridge.bridge.golive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/**
 * An envelope (CONTRACT 6), in parts that a rehearsal can change one by one.
 *
 * @param session the id of an update; empty for a heartbeat
 * @param payload in canonical form
 * @param signature over the payload, in Base64
 * @param nonce the nonce that it is sent with
 */
record Message(String session, String payload, String signature, String nonce) {

    private static final int LINE = 1;

    /** A new update of a module. */
    static Message update(String module, Instant now, RsaPrivateKey key) {
        String session = UUID.randomUUID().toString();
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("data", new JsonObject(Map.of("rehearsal", new JsonBoolean(true, LINE)), LINE));
        payload.put("session_id", text(session));
        return signed(session, payload, module, now, key);
    }

    /** A heartbeat of a module. */
    static Message heartbeat(String module, Instant now, RsaPrivateKey key) {
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("status", text("alive"));
        return signed("", payload, module, now, key);
    }

    private static Message signed(
            String session, Map<String, JsonValue> payload, String module, Instant now, RsaPrivateKey key) {
        payload.put("module", text(module));
        payload.put("timestamp", text(UtcTime.of(now)));
        String canonical = CanonicalJson.of(new JsonObject(payload, LINE));
        byte[] signature = key.sign(canonical.getBytes(StandardCharsets.ISO_8859_1));
        return new Message(session, canonical, Base64.getEncoder().encodeToString(signature), freshNonce());
    }

    private static JsonString text(String text) {
        return new JsonString(text, LINE);
    }

    private static String freshNonce() {
        return UUID.randomUUID().toString();
    }

    /** This message with one bit of its signature changed. */
    Message withChangedSignature() {
        byte[] changed = Base64.getDecoder().decode(signature);
        changed[changed.length - 1] ^= 1;
        return new Message(session, payload, Base64.getEncoder().encodeToString(changed), nonce);
    }

    /** This message with another nonce. V5 took it for a new message. */
    Message withFreshNonce() {
        return new Message(session, payload, signature, freshNonce());
    }

    /** The body that is posted. */
    String body() {
        return "{\"payload\": " + payload + ", \"signature\": \"" + signature + "\", \"nonce\": \"" + nonce + "\"}";
    }
}
