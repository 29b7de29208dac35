package org.corebucket.bridge.bridge.golive;

import java.util.Map;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * What a bridge answered.
 *
 * @param status the HTTP status; 0 if there was no answer
 * @param body the JSON object of the answer; without members if its body is no object
 * @param trouble why there was no answer; empty if there was one
 * @param nanos the time from the question to the last byte of the answer
 */
record WireAnswer(int status, JsonObject body, String trouble, long nanos) {

    static final JsonObject NOTHING = new JsonObject(Map.of(), 1);
    private static final long MICRO = 1_000;

    static WireAnswer none(String trouble, long nanos) {
        return new WireAnswer(0, NOTHING, trouble, nanos);
    }

    /** The status and the word that explains it: {@code 401 replay_detected}, {@code 200 success}, {@code 200}. */
    String brief() {
        if (status == 0) {
            return "no answer: " + trouble;
        }
        String reason = text("reason");
        String word = reason.isEmpty() ? text("status") : reason;
        return word.isEmpty() ? String.valueOf(status) : status + " " + word;
    }

    /** A string member of the body; empty if there is none of this name. */
    String text(String name) {
        return body.text(name).orElse("");
    }

    /** A whole number in the body, as its digits; empty if there is none of this name. */
    String number(String name) {
        return body.members().get(name) instanceof JsonInteger number ? number.digits() : "";
    }

    /** An object in the body; one without members if there is none of this name. */
    WireAnswer object(String name) {
        JsonValue member = body.members().get(name);
        return new WireAnswer(status, member instanceof JsonObject object ? object : NOTHING, trouble, nanos);
    }

    /** The receipt in the body: the entry's number and hash. */
    String receipt() {
        WireAnswer receipt = object("receipt");
        return receipt.number("seq") + " " + receipt.text("hash");
    }

    /** How long the answer took, in milliseconds with one decimal. */
    String millis() {
        long tenths = (nanos / MICRO + 50) / 100;
        return tenths / 10 + "." + tenths % 10;
    }
}
