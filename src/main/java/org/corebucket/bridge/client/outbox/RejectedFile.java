package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.OpenLines;
import org.corebucket.bridge.lines.TornTail;

/** The file of one module's rejected updates, one on each line. Nothing in it is ever sent. Only a drain writes it. */
final class RejectedFile {

    private static final String SUFFIX = ".jsonl";

    /** The longest line: it holds another line, of which escaping may turn each byte into six, and the reason. */
    private static final int LONGEST = 7 * UpdateLine.LONGEST;

    private final Disk disk;
    private final String module;
    private final Path directory;
    private final Path path;

    RejectedFile(Disk disk, Path directory, String module) {
        this.disk = disk;
        this.module = module;
        this.directory = directory;
        this.path = directory.resolve(ModuleName.file(module) + SUFFIX);
    }

    /** The files below a directory; none if it is not there. */
    static List<RejectedFile> all(Disk disk, Path directory) throws IOException {
        List<RejectedFile> files = new ArrayList<>();
        for (String module : ModuleName.files(directory, SUFFIX)) {
            files.add(new RejectedFile(disk, directory, module));
        }
        return files;
    }

    /**
     * Where a rejected line was.
     *
     * @param file the segment
     * @param position the line's offset in the segment
     */
    record RejectedOrigin(String file, long position) {}

    /** Records an update durably. If this is repeated after a crash, it is recorded once. */
    void add(Update update, String reason, Instant at, RejectedOrigin origin) throws IOException {
        append(
                entry(origin, reason, "update", UpdateLine.json(update)),
                ", \"rejected_at\": \"" + UtcTime.of(at) + "\"}\n");
    }

    /** Records bytes that are not an update. */
    void addUnparsable(byte[] bytes, String reason, RejectedOrigin origin) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        append(entry(origin, reason, "bytes", new JsonString(text, 1)), "}\n");
    }

    private static JsonObject entry(RejectedOrigin origin, String reason, String kind, JsonValue content) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put(kind, content);
        members.put("file", new JsonString(origin.file(), 1));
        members.put("position", new JsonInteger(Long.toString(origin.position()), 1));
        members.put("reason", new JsonString(reason, 1));
        return new JsonObject(members, 1);
    }

    /** Appends an entry. The file is opened each time, since an operator may have removed it after dealing with it. */
    private void append(JsonObject entry, String end) throws IOException {
        String json = CanonicalJson.of(entry);
        String begin = json.substring(0, json.length() - 1);
        FileDisk.makeOwnersDirectory(directory);
        try (LineFile lines = LineFile.open(disk, path, TornTail.CUT)) {
            BackwardLines last = lines.backward(LONGEST);
            // After a crash before the position was written, the same line is rejected again: then it is here already.
            if (!last.previous() || !last.text().startsWith(begin)) {
                byte[] line = (begin + end).getBytes(StandardCharsets.US_ASCII);
                lines.append(line, line.length);
            }
        }
    }

    /** The file's size in bytes; 0 if it is not there. */
    long bytes() throws IOException {
        try {
            return FileFacts.of(path).size();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** How many lines the file has. */
    long count() throws IOException {
        try (OpenLines lines = new OpenLines(disk.openToRead(path), LONGEST)) {
            return lines.count(lines.end());
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** The last lines, oldest first. */
    List<RejectedUpdate> last(int most) throws IOException {
        Deque<RejectedUpdate> last = new ArrayDeque<>();
        try (OpenLines lines = new OpenLines(disk.openToRead(path), LONGEST)) {
            BackwardLines backward = lines.backward();
            while (last.size() < most && backward.previous()) {
                last.addFirst(read(backward.line()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return List.copyOf(last);
    }

    /** Reads a line. An operator may have changed the file, so a line of another form is listed, too, as not readable. */
    private RejectedUpdate read(byte[] line) {
        try {
            if (Json.parse(line, path.toString()) instanceof JsonObject entry) {
                Optional<Instant> at = entry.text("rejected_at").map(UtcTime::parse);
                Optional<String> session = entry.members().get("update") instanceof JsonObject update
                        ? update.text("session_id")
                        : Optional.empty();
                return new RejectedUpdate(module, session, entry.text("reason").orElse(""), at);
            }
        } catch (MalformedJsonException | DateTimeException e) {
            return new RejectedUpdate(module, Optional.empty(), "not readable: " + e.getMessage(), Optional.empty());
        }
        return new RejectedUpdate(module, Optional.empty(), "not readable: no object", Optional.empty());
    }
}
