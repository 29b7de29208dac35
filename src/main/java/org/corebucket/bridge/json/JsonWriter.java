package org.corebucket.bridge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Writes one JSON document as a stream, so that its size never has to fit into memory. The document consists of
 * printable ASCII and line breaks: no string in it steers a terminal, breaks a line, or depends on a character set.
 */
public final class JsonWriter implements Closeable {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** {@code "name": value}, {@code []} and {@code {}}, as most tools lay JSON out. */
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private final JsonGenerator generator;

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
        generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        generator.setHighestNonEscapedChar('~');
    }

    /** Everything on one line, for logs. The writer below is flushed by {@link #close()}, not closed. */
    public static JsonWriter compact(Writer out) throws IOException {
        return new JsonWriter(FACTORY.createGenerator(out));
    }

    /** Indented by two spaces, each array element on its own line, for files that people read. */
    public static JsonWriter pretty(Writer out) throws IOException {
        JsonWriter writer = new JsonWriter(FACTORY.createGenerator(out));
        writer.generator.setPrettyPrinter(layout());
        return writer;
    }

    /** The layout for people. */
    static PrettyPrinter layout() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(lines).withArrayIndenter(lines);
    }

    /** The members of an object, which write themselves. */
    @FunctionalInterface
    public interface Members {
        /** Writes the members into an object that has begun. */
        void writeTo(JsonWriter json) throws IOException;
    }

    /** An object on one line, without a line feed. */
    public static String object(Members members) {
        return text(members, false);
    }

    /** An object as the text of a file that people read, as {@link #pretty} lays it out, with a line feed at its end. */
    public static String file(Members members) {
        return text(members, true) + "\n";
    }

    private static String text(Members members, boolean indented) {
        StringWriter text = new StringWriter(256);
        try (JsonWriter json = indented ? pretty(text) : compact(text)) {
            json.beginObject();
            members.writeTo(json);
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    /** Begins an object that is an array's element or the document. */
    public JsonWriter beginObject() throws IOException {
        generator.writeStartObject();
        return this;
    }

    /** Begins an object that is a member. */
    public JsonWriter beginObject(String name) throws IOException {
        generator.writeObjectFieldStart(name);
        return this;
    }

    /** Ends the innermost object. */
    public JsonWriter endObject() throws IOException {
        generator.writeEndObject();
        return this;
    }

    /** Begins an array that is an array's element or the document. */
    public JsonWriter beginArray() throws IOException {
        generator.writeStartArray();
        return this;
    }

    /** Begins an array that is a member. */
    public JsonWriter beginArray(String name) throws IOException {
        generator.writeArrayFieldStart(name);
        return this;
    }

    /** Ends the innermost array. */
    public JsonWriter endArray() throws IOException {
        generator.writeEndArray();
        return this;
    }

    /** A member with a string. */
    public JsonWriter field(String name, String value) throws IOException {
        generator.writeStringField(name, value);
        return this;
    }

    /** A member with a whole number. */
    public JsonWriter field(String name, long value) throws IOException {
        generator.writeNumberField(name, value);
        return this;
    }

    /** A member with a number that may have a fraction. */
    public JsonWriter field(String name, double value) throws IOException {
        generator.writeNumberField(name, value);
        return this;
    }

    /** A member with a parsed value, written in its canonical form. */
    public JsonWriter field(String name, JsonValue value) throws IOException {
        generator.writeFieldName(name);
        generator.writeRawValue(CanonicalJson.of(value));
        return this;
    }

    /** A member with true or false. */
    public JsonWriter field(String name, boolean value) throws IOException {
        generator.writeBooleanField(name, value);
        return this;
    }

    /** Writes a member whose value is a text, or null if the text is empty, since then it is not known. */
    public JsonWriter knownField(String name, String text) throws IOException {
        return text.isEmpty() ? nullField(name) : field(name, text);
    }

    /** A member that is null. */
    public JsonWriter nullField(String name) throws IOException {
        generator.writeNullField(name);
        return this;
    }

    /** A member with an array of strings. */
    public JsonWriter strings(String name, Iterable<String> values) throws IOException {
        beginArray(name);
        for (String value : values) {
            generator.writeString(value);
        }
        return endArray();
    }

    /** Ends the document and flushes the writer below. */
    @Override
    public void close() throws IOException {
        generator.close();
    }
}
