package org.corebucket.bridge.client;

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
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/** The bodies that modules post (CONTRACT 6), each signed once, with a time and a nonce of its own. */
final class Envelopes {

    private Envelopes() {}

    static String of(Update update, RsaPrivateKey key, Instant now) {
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("module", text(update.module()));
        payload.put("session_id", text(update.sessionId()));
        payload.put("timestamp", text(UtcTime.of(now)));
        payload.put("data", update.data());
        return signed(payload, key);
    }

    static String of(Heartbeat heartbeat, RsaPrivateKey key, Instant now) {
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("module", text(heartbeat.module()));
        payload.put("timestamp", text(UtcTime.of(now)));
        payload.put("status", text(heartbeat.status().text()));
        payload.put("metrics", heartbeat.metrics());
        return signed(payload, key);
    }

    private static JsonString text(String text) {
        return new JsonString(text, 1);
    }

    /** What is signed is what is sent, to the byte, though the bridge would bring any spelling into this form. */
    private static String signed(Map<String, JsonValue> payload, RsaPrivateKey key) {
        String canonical = CanonicalJson.of(new JsonObject(payload, 1));
        byte[] signature = key.sign(canonical.getBytes(StandardCharsets.ISO_8859_1));
        return "{\"payload\": " + canonical + ", \"signature\": \""
                + Base64.getEncoder().encodeToString(signature) + "\", \"nonce\": \"" + UUID.randomUUID() + "\"}";
    }
}
