package org.corebucket.bridge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How those components of a record that are not records are written in JSON: times and digests as strings, JSON objects as they
 * are.
 */
final class RecordValues extends SimpleModule {

    private static final long serialVersionUID = 1;

    RecordValues() {
        addText(Instant.class, "a time in UTC like 2026-11-23T08:00:00Z", UtcTime::parse, UtcTime::of);
        addText(Sha256.class, "a SHA-256 digest", Sha256::parse, Sha256::hex);
        addDeserializer(JsonObject.class, new ObjectReader());
        addSerializer(JsonObject.class, new ObjectWriter());
        addDeserializer(Optional.class, new OptionalReader(null));
        addSerializer(Optional.class, new OptionalWriter());
    }

    private <T> void addText(Class<T> type, String kind, Function<String, T> reader, Function<T, String> writer) {
        addDeserializer(type, new TextReader<>(type, kind, reader));
        addSerializer(type, new TextWriter<>(writer));
    }

    private static final class TextReader<T> extends StdDeserializer<T> {

        private static final long serialVersionUID = 1;

        private final String kind;
        private final transient Function<String, T> reader;

        TextReader(Class<T> type, String kind, Function<String, T> reader) {
            super(type);
            this.kind = kind;
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                throw context.wrongTokenException(parser, _valueClass, JsonToken.VALUE_STRING, kind);
            }
            try {
                return reader.apply(parser.getText());
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new RefusedTextException(parser, kind);
            }
        }
    }

    /** A string that does not have the form of its kind, such as a time. */
    static final class RefusedTextException extends JsonMappingException {

        private static final long serialVersionUID = 1;

        RefusedTextException(JsonParser parser, String kind) {
            super(parser, "is not " + kind);
        }
    }

    private static final class TextWriter<T> extends JsonSerializer<T> {

        private final Function<T, String> writer;

        TextWriter(Function<T, String> writer) {
            this.writer = writer;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider context) throws IOException {
            out.writeString(writer.apply(value));
        }
    }

    private static final class ObjectReader extends StdDeserializer<JsonObject> {

        private static final long serialVersionUID = 1;

        ObjectReader() {
            super(JsonObject.class);
        }

        @Override
        public JsonObject deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                throw context.wrongTokenException(parser, JsonObject.class, JsonToken.START_OBJECT, "");
            }
            try {
                return (JsonObject) new JsonTreeBuilder(parser, "", Json.MAX_DEPTH).value(JsonToken.START_OBJECT);
            } catch (MalformedJsonException e) {
                throw new IllegalStateException("the whole document was read before", e);
            }
        }
    }

    private static final class ObjectWriter extends JsonSerializer<JsonObject> {
        @Override
        public void serialize(JsonObject value, JsonGenerator out, SerializerProvider context) throws IOException {
            out.writeRawValue(CanonicalJson.of(value));
        }
    }

    private static final class OptionalReader extends StdDeserializer<Optional<?>> implements ContextualDeserializer {

        private static final long serialVersionUID = 1;

        private final @Nullable JavaType content;

        OptionalReader(@Nullable JavaType content) {
            super(Optional.class);
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty component) {
            return new OptionalReader(context.getContextualType().containedType(0));
        }

        @Override
        public Optional<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.of(context.<Object>readValue(parser, content));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("rawtypes") // as the library registers it
    private static final class OptionalWriter extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider context) throws IOException {
            if (value.isPresent()) {
                context.defaultSerializeValue(value.get(), out);
            } else {
                out.writeNull();
            }
        }
    }
}
