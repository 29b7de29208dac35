package org.corebucket.bridge.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonNull;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a configuration file, read strictly: the caller asks for each by its name and kind, and
 * {@link #refuseOthers} refuses the fields that were not asked for, so that a misspelt field is never silently ignored.
 * {@link Records} would need less code, but would double the time of a cold start.
 */
public final class JsonFields {

    private final Map<String, JsonValue> fields;
    private final Map<String, JsonValue> untaken;
    private final String source;
    private final int line;

    private JsonFields(JsonObject object, String source) {
        this.fields = object.members();
        this.untaken = new LinkedHashMap<>(fields);
        this.source = source;
        this.line = object.line();
    }

    /**
     * The fields of a document.
     *
     * @throws MalformedJsonException if the document is no object
     */
    public static JsonFields of(JsonValue document, String source) throws MalformedJsonException {
        if (document instanceof JsonObject object) {
            return new JsonFields(object, source);
        }
        throw new MalformedJsonException(
                source, document.line(), "expected an object, found " + document.kind(), "begin it with {");
    }

    /** The names of all fields, in the order of the document. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /** Whether there is such a field. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The line on which a field's value begins; that of the object if there is no such field. */
    public int line(String name) {
        JsonValue value = fields.get(name);
        return value == null ? line : value.line();
    }

    /**
     * A string.
     *
     * @throws MalformedJsonException if it is missing or not a string; all methods below throw in the same way
     */
    public String string(String name) throws MalformedJsonException {
        if (take(name) instanceof JsonString string) {
            return string.text();
        }
        throw wrong(name, "a string");
    }

    /** A string, or null where the document says null: the field must be there even if its value is not known. */
    public @Nullable String stringOrNull(String name) throws MalformedJsonException {
        JsonValue value = take(name);
        if (value instanceof JsonNull) {
            return null;
        }
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw wrong(name, "a string or null");
    }

    /**
     * A word of an enumeration.
     *
     * @param words all that it may be
     * @throws MalformedJsonException also if it is none of them; the message names them all
     */
    public <W extends JsonWord> W word(String name, W[] words) throws MalformedJsonException {
        return word(name, string(name), line(name), words);
    }

    /** An array of words of an enumeration, possibly empty, each once. */
    public <W extends JsonWord> List<W> words(String name, W[] words) throws MalformedJsonException {
        List<W> found = new ArrayList<>();
        for (JsonString element : lines(name)) {
            W word = word(name, element.text(), element.line(), words);
            if (found.contains(word)) {
                throw refused(name, element.line(), Quoted.of(element.text()) + " stands twice", "name each once");
            }
            found.add(word);
        }
        return found;
    }

    private <W extends JsonWord> W word(String name, String text, int line, W[] words) throws MalformedJsonException {
        for (W word : words) {
            if (word.text().equals(text)) {
                return word;
            }
        }
        StringBuilder expected = new StringBuilder("expected ").append(words[0].text());
        for (int i = 1; i < words.length; i++) {
            expected.append(i == words.length - 1 ? " or " : ", ").append(words[i].text());
        }
        throw refused(name, line, Quoted.of(text) + " is unknown", expected.toString());
    }

    /** An object as it stands, for objects that are passed on unread. */
    public JsonObject raw(String name) throws MalformedJsonException {
        if (take(name) instanceof JsonObject object) {
            return object;
        }
        throw wrong(name, "an object");
    }

    /** True or false. */
    public boolean truth(String name) throws MalformedJsonException {
        if (take(name) instanceof JsonBoolean truth) {
            return truth.value();
        }
        throw wrong(name, "true or false");
    }

    /** A whole number that fits into 64 bits. */
    public long wholeNumber(String name) throws MalformedJsonException {
        if (take(name) instanceof JsonInteger integer) {
            try {
                return Long.parseLong(integer.digits());
            } catch (NumberFormatException e) {
                throw malformed(name, "is beyond 64 bits", "write a smaller number");
            }
        }
        throw wrong(name, "a whole number");
    }

    /** A number, with a fraction or without, as the nearest double. */
    public double number(String name) throws MalformedJsonException {
        JsonValue value = take(name);
        if (value instanceof JsonInteger integer) {
            return Double.parseDouble(integer.digits());
        }
        if (value instanceof JsonDouble number) {
            return number.value();
        }
        throw wrong(name, "a number");
    }

    /** An array of strings, possibly empty. */
    public List<String> strings(String name) throws MalformedJsonException {
        List<String> strings = new ArrayList<>();
        for (JsonString element : lines(name)) {
            strings.add(element.text());
        }
        return strings;
    }

    /** An array of strings, possibly empty, each with its line, which a refusal of one of them can name. */
    public List<JsonString> lines(String name) throws MalformedJsonException {
        List<JsonString> strings = new ArrayList<>();
        for (JsonValue element : elements(name, "an array of strings")) {
            if (!(element instanceof JsonString string)) {
                throw wrongElement(name, element, "strings");
            }
            strings.add(string);
        }
        return strings;
    }

    /** An object. */
    public JsonFields object(String name) throws MalformedJsonException {
        if (take(name) instanceof JsonObject object) {
            return new JsonFields(object, source);
        }
        throw wrong(name, "an object");
    }

    /** An array of objects, possibly empty. */
    public List<JsonFields> objects(String name) throws MalformedJsonException {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonValue element : elements(name, "an array of objects")) {
            if (!(element instanceof JsonObject object)) {
                throw wrongElement(name, element, "objects");
            }
            objects.add(new JsonFields(object, source));
        }
        return objects;
    }

    /**
     * Ends the reading of this object.
     *
     * @throws MalformedJsonException if it has a field that was not asked for
     */
    public void refuseOthers() throws MalformedJsonException {
        for (String name : untaken.keySet()) {
            throw unknown(name, List.of());
        }
    }

    /**
     * Makes the exception by which one field is refused.
     *
     * @param problem what is wrong, as a phrase that follows the field's name
     * @param remedy what to do about it
     */
    public MalformedJsonException malformed(String name, String problem, String remedy) {
        return new MalformedJsonException(source, line(name), "field " + Quoted.of(name) + " " + problem, remedy);
    }

    /**
     * Makes the exception by which the value of a field, or of one of its elements, is refused.
     *
     * @param line the line of that value
     * @param problem a sentence about the value
     * @param remedy what to do about it
     */
    public MalformedJsonException refused(String name, int line, String problem, String remedy) {
        return new MalformedJsonException(source, line, "field " + Quoted.of(name) + ": " + problem, remedy);
    }

    /** The value of a field; null if there is no such field. */
    @Nullable
    JsonValue value(String name) {
        return fields.get(name);
    }

    /** Makes the exception by which an unknown field is refused. It names the known field that may have been meant. */
    MalformedJsonException unknown(String name, Collection<Object> known) {
        for (Object wanted : known) {
            String other = wanted.toString();
            if (!has(other) && Misspelling.of(other, List.of(name)).isPresent()) {
                untaken.keySet().retainAll(Set.of(name));
                return missing(other, "a value");
            }
        }
        return malformed(name, "is unknown here", "remove it or correct its name");
    }

    private @Nullable JsonValue take(String name) {
        untaken.remove(name);
        return fields.get(name);
    }

    private List<JsonValue> elements(String name, String expected) throws MalformedJsonException {
        if (take(name) instanceof JsonArray array) {
            return array.elements();
        }
        throw wrong(name, expected);
    }

    /** Makes the exception for a field that is missing, or is not of the expected kind. */
    MalformedJsonException wrong(String name, String expected) {
        JsonValue value = fields.get(name);
        return value == null ? missing(name, expected) : malformed(name, "is " + value.kind(), "expected " + expected);
    }

    /** Names the field that may have been meant, where a field is missing and another one has a similar name. */
    private MalformedJsonException missing(String name, String expected) {
        String meant = Misspelling.of(name, untaken.keySet()).orElse("");
        return meant.isEmpty()
                ? malformed(name, "is missing", "add it; expected " + expected)
                : new MalformedJsonException(
                        source,
                        line(meant),
                        "field " + Quoted.of(name) + " is missing, and there is " + Quoted.of(meant),
                        "correct that name if it was meant to be this one, else add the field; expected " + expected);
    }

    private MalformedJsonException wrongElement(String name, JsonValue element, String expected) {
        String problem = "field " + Quoted.of(name) + " contains " + element.kind();
        return new MalformedJsonException(source, element.line(), problem, "expected " + expected + " alone");
    }
}
