package org.corebucket.bridge.bridge.golive;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.corebucket.bridge.client.BridgeTarget;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.client.HttpCaller;
import org.corebucket.bridge.client.HttpOutcome;
import org.corebucket.bridge.client.HttpRequest;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Asks a bridge as modules do. Each question is asked once, since a rehearsal judges the first answer. */
final class Wire {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpCaller caller;

    Wire(URI bridge) {
        this.caller = new HttpCaller(new BridgeTarget(bridge, BridgeTrust.STANDARD), LIMIT);
    }

    /**
     * Posts a JSON document.
     *
     * @param token is not sent if it is empty
     */
    WireAnswer post(String path, String token, String body) {
        return ask(path, token, body);
    }

    /**
     * Sends a GET request.
     *
     * @param token is not sent if it is empty
     */
    WireAnswer get(String path, String token) {
        return ask(path, token, null);
    }

    private WireAnswer ask(String path, String token, @Nullable String body) {
        long begin = System.nanoTime();
        try {
            HttpOutcome outcome = caller.call(new HttpRequest(path, token, body));
            long took = System.nanoTime() - begin;
            if (outcome instanceof HttpOutcome.HttpReply reply) {
                return new WireAnswer(reply.status(), object(reply.body()), "", took);
            }
            return WireAnswer.none(
                    outcome instanceof HttpOutcome.Lost lost ? lost.why() : ((HttpOutcome.NotSent) outcome).why(),
                    took);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WireAnswer.none("interrupted", System.nanoTime() - begin);
        }
    }

    private static JsonObject object(String json) {
        try {
            JsonValue body = Json.parse(json.getBytes(StandardCharsets.UTF_8), "the answer");
            return body instanceof JsonObject object ? object : WireAnswer.NOTHING;
        } catch (MalformedJsonException e) {
            return WireAnswer.NOTHING;
        }
    }
}
