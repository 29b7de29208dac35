package org.corebucket.bridge.cli.send;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;

/** What a module measured, as the command line gives it: each as {@code name=value}. */
final class HostMetrics {

    private static final int NOWHERE = 1;

    private final Map<String, JsonValue> given = new LinkedHashMap<>();

    private HostMetrics() {}

    /** Reads them: a value that is a JSON number, true or false is that, any other is text. */
    static HostMetrics read(List<String> arguments) throws UsageException {
        HostMetrics metrics = new HostMetrics();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--metric takes name=value, not " + Quoted.of(argument));
            }
            String name = argument.substring(0, equals);
            if (metrics.given.put(name, value(argument.substring(equals + 1))) != null) {
                throw new UsageException("--metric " + Quoted.of(name) + " was given twice");
            }
        }
        return metrics;
    }

    private static JsonValue value(String text) {
        try {
            JsonValue value = Json.parse(text.getBytes(StandardCharsets.UTF_8), "value");
            if (value instanceof JsonInteger || value instanceof JsonDouble || value instanceof JsonBoolean) {
                return value;
            }
        } catch (MalformedJsonException e) {
            // Then it is text.
        }
        return new JsonString(text, NOWHERE);
    }

    /** These besides others; where both have a name, what was given counts. */
    JsonObject besides(Map<String, JsonValue> others) {
        Map<String, JsonValue> all = new LinkedHashMap<>(others);
        all.putAll(given);
        return new JsonObject(all, NOWHERE);
    }
}
