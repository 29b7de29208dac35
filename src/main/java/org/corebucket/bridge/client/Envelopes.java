package org.corebucket.bridge.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/**
 * The bodies that modules post (CONTRACT 6), each signed for one attempt, with a time and a nonce of its own. To sign takes longer
 * than all else that a client does, so that a module's next update may be signed ahead, while the answer to the one before is on
 * its way.
 */
final class Envelopes {

    /** An envelope that waited longer for its turn is signed again: the bridge takes no timestamp that is long past. */
    static final Duration FRESH = Duration.ofSeconds(10);

    private final Credentials credentials;
    private final InstantSource clock;

    /** At most one of a module. */
    private final Map<String, Ahead> ahead = new ConcurrentHashMap<>();

    private record Ahead(Update update, Instant time, String envelope) {

        boolean isOf(Update other, Instant now) {
            Duration age = Duration.between(time, now);
            return !age.isNegative() && age.compareTo(FRESH) <= 0 && update.equals(other);
        }
    }

    Envelopes(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * One that was given to nobody before.
     *
     * @throws IOException if there is no key to sign it with
     */
    String of(Update update) throws IOException {
        Instant now = clock.instant();
        Ahead made = ahead.get(update.module());
        if (made != null && made.isOf(update, now) && ahead.remove(update.module(), made)) {
            return made.envelope();
        }
        return signed(update, now);
    }

    /** Signs the next update, if it is known. A failure to sign it is told when its turn has come. */
    void signAhead(BridgeApi.Next next) {
        try {
            Optional<Update> update = next.update();
            if (update.isPresent()) {
                Instant now = clock.instant();
                ahead.put(update.get().module(), new Ahead(update.get(), now, signed(update.get(), now)));
            }
        } catch (IOException e) {
            return; // as above
        }
    }

    /**
     * One with the time of now.
     *
     * @throws IOException if there is no key to sign it with
     */
    String of(Heartbeat heartbeat) throws IOException {
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("module", text(heartbeat.module()));
        payload.put("timestamp", text(UtcTime.of(clock.instant())));
        payload.put("status", text(heartbeat.status().text()));
        payload.put("metrics", heartbeat.metrics());
        return signed(payload, credentials.key(heartbeat.module()));
    }

    private String signed(Update update, Instant now) throws IOException {
        Map<String, JsonValue> payload = new HashMap<>();
        payload.put("module", text(update.module()));
        payload.put("session_id", text(update.sessionId()));
        payload.put("timestamp", text(UtcTime.of(now)));
        payload.put("data", update.data());
        return signed(payload, credentials.key(update.module()));
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
