package org.corebucket.bridge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.util.List;

/** Reads JSON (RFC 8259) and nothing but JSON. A text that could be read in two ways is refused. */
public final class Json {

    /** How many arrays and objects may lie within each other; deeper documents are refused (CONTRACT 6). */
    static final int MAX_DEPTH = 512;

    /** The same limit for documents in a ledger: earlier releases, and V5, accepted deeper ones. */
    public static final int MAX_STORED_DEPTH = 1000;

    private static final JsonFactory FACTORY = factory().build();

    private Json() {}

    /**
     * Jackson's own limits are lifted, since they would refuse documents that are legal here; {@link JsonTreeBuilder} enforces
     * the contract's limits. Names are not pooled: they come from strangers, who could flood the pool.
     */
    static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_STORED_DEPTH + 1)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    /**
     * Reads one document. Beyond what RFC 8259 forbids this refuses a byte order mark, bytes that are not UTF-8, a name twice
     * in an object (after unescaping), integers over 4,300 digits, numbers that no finite double is near, and nesting beyond
     * 512.
     *
     * @param utf8 the whole document
     * @param source the document's name in messages, usually a path
     * @throws MalformedJsonException for anything else than one such document
     */
    public static JsonValue parse(byte[] utf8, String source) throws MalformedJsonException {
        return parse(utf8, source, MAX_DEPTH);
    }

    /**
     * Reads a document that an earlier release may have put into a ledger: by the same rules, but nested up to 1,000 deep.
     *
     * @throws MalformedJsonException for anything else than one such document
     */
    public static JsonValue parseStored(byte[] utf8, String source) throws MalformedJsonException {
        return parse(utf8, source, MAX_STORED_DEPTH);
    }

    private static JsonValue parse(byte[] utf8, String source, int deepest) throws MalformedJsonException {
        try (JsonParser parser = parser(FACTORY, utf8, source)) {
            return new JsonTreeBuilder(parser, source, deepest).document();
        } catch (JsonEOFException e) {
            throw malformed(e, source, "the document ends before it is complete", "restore the part that is missing");
        } catch (JsonProcessingException e) {
            throw malformed(e, source, shortened(e.getOriginalMessage()), "correct that line");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    static JsonParser parser(JsonFactory factory, byte[] utf8, String source)
            throws IOException, MalformedJsonException {
        CharBuffer text = SurrogateEscapes.unescape(StrictUtf8.decode(utf8, source));
        return factory.createParser(text.array(), 0, text.limit());
    }

    private static MalformedJsonException malformed(
            JsonProcessingException cause, String source, String problem, String remedy) {
        int line = Math.max(1, cause.getLocation().getLineNr());
        MalformedJsonException malformed = new MalformedJsonException(source, line, problem, remedy);
        malformed.initCause(cause);
        return malformed;
    }

    /**
     * Cuts off the end of a Jackson message: where the value began, or which of Jackson's options would allow it. Neither helps
     * the user.
     */
    private static String shortened(String message) {
        int end = message.length();
        for (String digression : List.of(" (start marker", " (for ", ": enable ", " (not recognized")) {
            int start = message.indexOf(digression);
            end = start < 0 ? end : Math.min(end, start);
        }
        return Quoted.printable(message.substring(0, end));
    }
}
