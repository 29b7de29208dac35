package org.corebucket.bridge.client.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.jspecify.annotations.Nullable;

/** Reads updates, one on each line, in constant memory however many there are. Blank lines are skipped. */
public final class UpdateLines {

    /** The longest line in bytes: the bridge accepts no body over 1 MiB. */
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final String source;
    private final @Nullable Set<String> modules;
    private final InstantSource clock;
    private int line;

    /**
     * Lines of a stream.
     *
     * @param in a buffered stream
     * @param source the stream's name in messages
     * @param modules the registered modules; null if only the bridge knows them
     */
    public UpdateLines(InputStream in, String source, @Nullable Set<String> modules, InstantSource clock) {
        this.in = in;
        this.source = source;
        this.modules = modules;
        this.clock = clock;
    }

    /** The number of the last line that was read, from 1. */
    int line() {
        return line;
    }

    /** Whether reading the next line would have to wait. */
    boolean isWaiting() throws IOException {
        return in.available() == 0;
    }

    /**
     * The next update; null at the end.
     *
     * @throws MalformedJsonException if the line is not an update, naming the line
     */
    @Nullable
    Update next() throws IOException, MalformedJsonException {
        for (byte[] bytes = read(); bytes != null; bytes = read()) {
            if (!isBlank(bytes)) {
                return update(bytes);
            }
        }
        return null;
    }

    private Update update(byte[] bytes) throws MalformedJsonException {
        try {
            JsonValue value = Json.parse(bytes, source);
            JsonFields fields = JsonFields.of(value, source);
            String module = fields.string("module");
            if (modules != null && !modules.contains(module)) {
                String problem = "no module " + Quoted.of(module) + " is registered";
                throw fields.refused("module", 1, problem, "those are: " + String.join(", ", modules));
            }
            JsonObject data = data((JsonObject) value, fields);
            String session = fields.has("session_id")
                    ? session(fields)
                    : UUID.randomUUID().toString();
            fields.refuseOthers();
            return new Update(module, session, data, clock.instant());
        } catch (MalformedJsonException e) {
            throw e.on(line);
        }
    }

    private static JsonObject data(JsonObject line, JsonFields fields) throws MalformedJsonException {
        fields.object("data");
        if (line.members().get("data") instanceof JsonObject data) {
            return data;
        }
        throw new IllegalStateException("it was an object");
    }

    private static String session(JsonFields fields) throws MalformedJsonException {
        String session = fields.string("session_id");
        if (session.isEmpty() || session.codePointCount(0, session.length()) > Update.LONGEST_SESSION_ID) {
            throw fields.malformed("session_id", "has not 1 to 128 characters", "leave it out, or shorten it");
        }
        return session;
    }

    private byte @Nullable [] read() throws IOException, MalformedJsonException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        line++;
        while (next >= 0 && next != '\n') {
            if (bytes.size() == LONGEST_LINE) {
                throw new MalformedJsonException(
                        source, line, "the line is longer than " + LONGEST_LINE + " bytes", "send it in parts");
            }
            bytes.write(next);
            next = in.read();
        }
        return bytes.toByteArray();
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte one : bytes) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }
}
