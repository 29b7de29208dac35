package org.corebucket.bridge.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonNull;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/** Turns the tokens of one document into its tree, and refuses what the tokenizer accepts but the contract forbids. */
final class JsonTreeBuilder {

    /** CPython's limit for turning text into an integer: a module that signs in Python can't read longer ones. */
    private static final int MAX_INTEGER_DIGITS = 4300;

    private final JsonParser parser;
    private final String source;
    private final int deepest;
    private int depth;

    JsonTreeBuilder(JsonParser parser, String source, int deepest) {
        this.parser = parser;
        this.source = source;
        this.deepest = deepest;
    }

    JsonValue document() throws IOException, MalformedJsonException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw malformed("the document is empty", "write one JSON value");
        }
        JsonValue value = value(first);
        if (parser.nextToken() != null) {
            throw malformed("there is more after the end of the document", "remove what follows the first value");
        }
        return value;
    }

    /** Reads the value that begins with this token, up to its last token. */
    JsonValue value(JsonToken token) throws IOException, MalformedJsonException {
        int line = line();
        return switch (token) {
            case START_OBJECT -> object(line);
            case START_ARRAY -> array(line);
            case VALUE_STRING -> new JsonString(parser.getText(), line);
            case VALUE_NUMBER_INT -> integer(parser.getText(), line);
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText(), line);
            case VALUE_TRUE -> new JsonBoolean(true, line);
            case VALUE_FALSE -> new JsonBoolean(false, line);
            case VALUE_NULL -> new JsonNull(line);
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private JsonObject object(int line) throws IOException, MalformedJsonException {
        enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int nameLine = line();
            if (members.put(name, value(parser.nextToken())) != null) {
                throw new MalformedJsonException(
                        source, nameLine, "the name " + Quoted.of(name) + " stands twice in one object", "keep one");
            }
        }
        depth--;
        return new JsonObject(members, line);
    }

    private JsonArray array(int line) throws IOException, MalformedJsonException {
        enter();
        List<JsonValue> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(token));
        }
        depth--;
        return new JsonArray(elements, line);
    }

    private void enter() throws MalformedJsonException {
        if (++depth > deepest) {
            throw malformed("nested deeper than " + deepest, "make it flatter");
        }
    }

    private JsonInteger integer(String text, int line) throws MalformedJsonException {
        int digits = text.charAt(0) == '-' ? text.length() - 1 : text.length();
        if (digits > MAX_INTEGER_DIGITS) {
            throw malformed("an integer of " + digits + " digits", "use at most " + MAX_INTEGER_DIGITS);
        }
        return new JsonInteger(text, line);
    }

    private JsonDouble fraction(String text, int line) throws MalformedJsonException {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw malformed("the number is beyond a double", "use one below 1.8e308");
        }
        return new JsonDouble(value, line);
    }

    private MalformedJsonException malformed(String problem, String remedy) {
        return new MalformedJsonException(source, line(), problem, remedy);
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}
