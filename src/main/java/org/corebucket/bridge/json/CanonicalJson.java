package org.corebucket.bridge.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/**
 * The one text of a JSON value that signatures and hashes cover: to the byte what CPython's {@code json.dumps(value,
 * sort_keys=True)} gives (CONTRACT 6). Members are sorted by code point, separated by {@code ", "} and {@code ": "};
 * everything is ASCII.
 */
public final class CanonicalJson {

    private static final Comparator<Map.Entry<String, JsonValue>> BY_NAME =
            Map.Entry.comparingByKey(CodePointOrder.INSTANCE);

    private final StringBuilder out = new StringBuilder(256);

    private CanonicalJson() {}

    /** The canonical form as text; every character is ASCII. */
    public static String of(JsonValue value) {
        CanonicalJson form = new CanonicalJson();
        form.append(value);
        return form.out.toString();
    }

    /** The canonical form as the bytes that are signed. */
    public static byte[] bytes(JsonValue value) {
        return of(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void append(JsonValue value) {
        if (value instanceof JsonString string) {
            Quoted.append(out, string.text());
        } else if (value instanceof JsonInteger integer) {
            out.append(integer.digits());
        } else if (value instanceof JsonObject object) {
            appendObject(object.members());
        } else if (value instanceof JsonDouble number) {
            PythonFloat.append(out, number.value());
        } else if (value instanceof JsonArray array) {
            appendArray(array.elements());
        } else if (value instanceof JsonBoolean truth) {
            out.append(truth.value());
        } else {
            out.append("null");
        }
    }

    private void appendObject(Map<String, JsonValue> members) {
        List<Map.Entry<String, JsonValue>> sorted = new ArrayList<>(members.entrySet());
        sorted.sort(BY_NAME);
        String separator = "{";
        for (Map.Entry<String, JsonValue> member : sorted) {
            out.append(separator);
            Quoted.append(out, member.getKey());
            out.append(": ");
            append(member.getValue());
            separator = ", ";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void appendArray(List<JsonValue> elements) {
        String separator = "[";
        for (JsonValue element : elements) {
            out.append(separator);
            append(element);
            separator = ", ";
        }
        out.append(elements.isEmpty() ? "[]" : "]");
    }
}
