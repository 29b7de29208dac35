package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.Receipt;

/** Makes answers with a JSON body (CONTRACT 6), which no cache on the way may store. */
final class AnswerBodies {

    private AnswerBodies() {}

    /** An answer with one JSON object. */
    static HttpAnswer json(int status, Map<String, String> headers, JsonWriter.Members members) {
        String text = JsonWriter.object(members);
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json");
        all.put("Cache-Control", "no-store");
        return new HttpAnswer(status, all, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The acknowledgement of an envelope that is on disk. */
    static HttpAnswer accepted(Instant now, Receipt receipt, String message) {
        return json(
                200,
                Map.of(),
                json -> write(
                        receipt,
                        json.field("status", "success")
                                .field("timestamp", UtcTime.of(now))
                                .field("session_id", receipt.sessionId())
                                .field("message", message)));
    }

    /** A receipt that somebody asks for once more. */
    static HttpAnswer receipt(Receipt receipt) {
        return json(
                200,
                Map.of(),
                json -> write(
                        receipt, json.field("session_id", receipt.sessionId()).field("module", receipt.module())));
    }

    private static void write(Receipt receipt, JsonWriter json) throws IOException {
        json.beginObject("receipt")
                .field("seq", receipt.seq())
                .field("hash", receipt.hash().hex())
                .endObject();
    }

    /** A time as text; if there is none, the empty string that V5's frontend expects (CONTRACT 6). */
    static String timeOrNothing(Optional<Instant> time) {
        return time.map(UtcTime::of).orElse("");
    }

    /** A refusal. */
    static HttpAnswer rejected(
            Instant now, String requestId, int status, Map<String, String> headers, String reason, String detail) {
        return json(
                status,
                headers,
                json -> json.field("status", "rejected")
                        .field("reason", reason)
                        .field("detail", detail)
                        .field("server_time", UtcTime.of(now))
                        .field("request_id", requestId));
    }
}
