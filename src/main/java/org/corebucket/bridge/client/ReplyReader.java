package org.corebucket.bridge.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.http.RetryAfter;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.Digits;

/** What a bridge's answers mean. Only a sound receipt counts as one: a proxy in between may answer 200, too. */
final class ReplyReader {

    private static final int OK = 200;
    private static final int HASH_DIGITS = 64;
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_NUMBER = 15;

    private ReplyReader() {}

    /** The reply to a post; the session's id is empty if the bridge makes it. */
    static Reply posted(HttpOutcome outcome, String sessionId, Instant now) {
        return outcome instanceof HttpOutcome.HttpReply answer && answer.status() == OK
                ? received(answer, "", sessionId)
                : other(outcome, now);
    }

    /** That to the question for a receipt. */
    static Reply receipt(HttpOutcome outcome, String module, String sessionId, Instant now) {
        return outcome instanceof HttpOutcome.HttpReply answer && answer.status() == OK
                ? received(answer, module, sessionId)
                : other(outcome, now);
    }

    /** That to any other question. */
    static Reply answered(HttpOutcome outcome, Instant now) {
        if (outcome instanceof HttpOutcome.HttpReply answer && answer.status() == OK) {
            Optional<JsonObject> body = object(answer);
            return body.isPresent()
                    ? new Reply.Answered(body.get())
                    : new Reply.UnknownOutcome("the answer is not JSON");
        }
        return other(outcome, now);
    }

    private static Reply received(HttpOutcome.HttpReply answer, String module, String sessionId) {
        Map<String, JsonValue> body = members(answer);
        boolean ours = isMissingOr(module, body, "module") && isMissingOr(sessionId, body, "session_id");
        if (ours
                && body.get("receipt") instanceof JsonObject receipt
                && receipt.members().get("seq") instanceof JsonInteger seq
                && Digits.isNumber(seq.digits(), LONGEST_NUMBER)
                && receipt.members().get("hash") instanceof JsonString hash
                && hash.text().length() == HASH_DIGITS) {
            return new Reply.Received(Long.parseLong(seq.digits()), hash.text());
        }
        return new Reply.UnknownOutcome("the answer is no receipt of it; is that a bridge?");
    }

    private static boolean isMissingOr(String expected, Map<String, JsonValue> body, String name) {
        return expected.isEmpty()
                || (body.get(name) instanceof JsonString text && text.text().equals(expected));
    }

    private static Reply other(HttpOutcome outcome, Instant now) {
        if (outcome instanceof HttpOutcome.NotSent unsent) {
            return new Reply.BridgeUnreachable(Quoted.printable(unsent.why()), unsent.timedOut());
        }
        if (outcome instanceof HttpOutcome.Lost lost) {
            return new Reply.UnknownOutcome(Quoted.printable(lost.why()));
        }
        HttpOutcome.HttpReply answer = (HttpOutcome.HttpReply) outcome;
        if (answer.status() / 100 <= 2) {
            return new Reply.UnknownOutcome("the answer's status is " + answer.status() + "; is that a bridge?");
        }
        Map<String, JsonValue> body = members(answer);
        return new Reply.RefusedReply(
                answer.status(),
                text(body, "reason"),
                text(body, "detail"),
                RetryAfter.parse(answer.retryAfter(), now));
    }

    private static String text(Map<String, JsonValue> body, String name) {
        if (body.get(name) instanceof JsonString value) {
            String text = Quoted.printable(value.text());
            return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "...";
        }
        return "";
    }

    private static Map<String, JsonValue> members(HttpOutcome.HttpReply answer) {
        Optional<JsonObject> body = object(answer);
        return body.isPresent() ? body.get().members() : Map.of();
    }

    private static Optional<JsonObject> object(HttpOutcome.HttpReply answer) {
        try {
            return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "answer") instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
