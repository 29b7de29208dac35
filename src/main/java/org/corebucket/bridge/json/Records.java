package org.corebucket.bridge.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * Binds a {@link JsonRecord} to a document, strictly: each member must be there once and be of its kind, nothing is converted,
 * and there must be no other member. A process that loads the mapper takes twice as long to start, so a plain {@code verify},
 * the emergency stop, a client's sync and a request to the bridge read by {@link JsonFields} instead.
 */
public final class Records {

    private static final JsonMapper MAPPER = JsonMapper.builder(
                    Json.factory().highestNonEscapedChar('~').build())
            .annotationIntrospector(new RecordIntrospector())
            .addModule(new RecordValues())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .withCoercionConfigDefaults(kinds -> {
                for (CoercionInputShape shape : CoercionInputShape.values()) {
                    kinds.setCoercion(shape, CoercionAction.Fail);
                }
            })
            .build();

    private Records() {}

    /**
     * Reads one document, and nothing else.
     *
     * @param source the document's name in messages
     * @param remedy what to do about a document that has the right form, but a value that is out of range or unknown
     * @throws MalformedJsonException naming the line and the member of the flaw
     */
    public static <T extends Record & JsonRecord> T read(byte[] utf8, String source, Class<T> type, String remedy)
            throws MalformedJsonException {
        JsonValue document = Json.parse(utf8, source);
        if (!(document instanceof JsonObject)) {
            throw new MalformedJsonException(
                    source, document.line(), "expected an object, found " + document.kind(), "begin it with {");
        }
        try (JsonParser parser = Json.parser(MAPPER.getFactory(), utf8, source)) {
            return MAPPER.readValue(parser, type);
        } catch (JsonProcessingException e) {
            MalformedJsonException malformed = malformed(e, document, source, remedy);
            malformed.initCause(e);
            throw malformed;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    /** On one line of ASCII, without a line feed, for logs. */
    public static <T extends Record & JsonRecord> String line(T value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("every record can be written", e);
        }
    }

    /** Laid out as {@link JsonWriter#pretty} does, for files that people read. */
    public static <T extends Record & JsonRecord> String pretty(T value) {
        try {
            return MAPPER.writer(JsonWriter.layout()).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("every record can be written", e);
        }
    }

    /** Finds the refused value in the document's tree, which knows lines and kinds. The mapper knows neither. */
    private static MalformedJsonException malformed(
            JsonProcessingException flaw, JsonValue document, String source, String remedy)
            throws MalformedJsonException {
        List<JsonMappingException.Reference> path =
                flaw instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
        JsonValue at = document;
        JsonFields fields = JsonFields.of(document, source);
        String name = "";
        for (JsonMappingException.Reference step : path) {
            if (at instanceof JsonObject object) {
                fields = JsonFields.of(object, source);
                name = step.getFieldName();
            }
            JsonValue next = step(at, step);
            if (next == null) {
                return fields.wrong(name, expected(flaw));
            }
            at = next;
        }
        return refusal(flaw, at, fields, name, source, remedy);
    }

    private static @Nullable JsonValue step(JsonValue from, JsonMappingException.Reference step) {
        if (from instanceof JsonObject object) {
            return object.members().get(step.getFieldName());
        }
        List<JsonValue> elements = from instanceof JsonArray array ? array.elements() : List.of();
        return step.getIndex() >= 0 && step.getIndex() < elements.size() ? elements.get(step.getIndex()) : null;
    }

    private static MalformedJsonException refusal(
            JsonProcessingException flaw, JsonValue at, JsonFields fields, String name, String source, String remedy) {
        if (flaw instanceof UnrecognizedPropertyException unknown) {
            return fields.unknown(name, unknown.getKnownPropertyIds());
        }
        if (flaw instanceof ValueInstantiationException && flaw.getCause() != null) {
            return new MalformedJsonException(
                    source, at.line(), String.valueOf(flaw.getCause().getMessage()), remedy);
        }
        if (flaw instanceof RecordValues.RefusedTextException) {
            return new MalformedJsonException(
                    source, at.line(), "field " + Quoted.of(name) + " " + flaw.getOriginalMessage(), remedy);
        }
        if (flaw instanceof InvalidFormatException enumeration
                && enumeration.getTargetType().isEnum()
                && at instanceof JsonString word) {
            return fields.refused(name, at.line(), Quoted.of(word.text()) + " is unknown", remedy);
        }
        if (flaw instanceof MismatchedInputException) {
            return at == fields.value(name)
                    ? fields.wrong(name, expected(flaw))
                    : new MalformedJsonException(
                            source,
                            at.line(),
                            "field " + Quoted.of(name) + " contains " + at.kind(),
                            "expected " + expected(flaw) + " there");
        }
        return fields.refused(name, at.line(), "the number is out of its range", remedy);
    }

    /** What the mapper expected, in words. */
    private static String expected(JsonProcessingException flaw) {
        Class<?> type = flaw instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null || type == Optional.class) {
            return "a value";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive()) {
            return "a whole number";
        }
        boolean object = type.isRecord() || Map.class.isAssignableFrom(type);
        return object ? "an object" : List.class.isAssignableFrom(type) ? "an array" : "a string";
    }
}
