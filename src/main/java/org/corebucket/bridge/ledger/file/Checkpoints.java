package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;

/**
 * The signed sizes and heads (CONTRACT 8), one a line in canonical form: {@code hash}, {@code origin}, {@code signature},
 * {@code size}, {@code timestamp}. The signature is RSASSA-PKCS1-v1_5 with SHA-256 over the canonical form of the same
 * object without {@code signature}.
 */
final class Checkpoints implements Closeable {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** A line with the signature of the longest key has about 3 KiB. */
    private static final int SEVERAL_LINES = 1 << 16;

    private final LedgerOptions options;
    private final AppendedFile file;
    private long lastSize;

    /**
     * Checkpoints that go on after the last one.
     *
     * @param lastSize the size that it names; 0 if there is none
     */
    Checkpoints(LedgerOptions options, AppendedFile file, long lastSize) {
        this.options = options;
        this.file = file;
        this.lastSize = lastSize;
    }

    /**
     * Where a file of checkpoints ends.
     *
     * @param head what the last one signs; that of an empty ledger if there is none
     * @param length of its whole lines in bytes; what follows is a torn tail
     */
    record Last(Head head, long length) {}

    /**
     * Reads the last one. Whether its signature holds is asked by the verification of the ledger.
     *
     * @throws DamagedLedgerException if the last whole line is not a checkpoint
     */
    static Last last(Path file) throws IOException, DamagedLedgerException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Last(Head.EMPTY, 0);
        }
        byte[] window = lastBytes(file);
        int end = afterLineFeed(window, window.length);
        if (end == 0) {
            return new Last(Head.EMPTY, 0);
        }
        byte[] line = Arrays.copyOfRange(window, afterLineFeed(window, end - 1), end - 1);
        try {
            JsonFields fields = JsonFields.of(Json.parse(line, file.toString()), file.toString());
            Head head = new Head(fields.wholeNumber("size"), fields.string("hash"));
            return new Last(head, Files.size(file) - window.length + end);
        } catch (MalformedJsonException e) {
            DamagedLedgerException damaged = new DamagedLedgerException(file, lines(file), "this is not a checkpoint");
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static byte[] lastBytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            long from = Math.max(0, channel.size() - SEVERAL_LINES);
            return Channels.newInputStream(channel.position(from)).readAllBytes();
        }
    }

    private static int afterLineFeed(byte[] bytes, int before) {
        int end = before;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        long size = Files.size(file);
        for (long at = TornTail.lineFeedFrom(file, 0); at < size; at = TornTail.lineFeedFrom(file, at + 1)) {
            lines++;
        }
        return lines;
    }

    /** Writes one, durably, unless the ledger is as it was at the last. */
    synchronized void write(Head head) throws IOException {
        if (head.size() <= lastSize) {
            return;
        }
        byte[] line = (line(head) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        file.append(line, line.length);
        lastSize = head.size();
    }

    private String line(Head head) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("hash", new JsonString(head.hash(), 1));
        members.put("origin", new JsonString(options.origin(), 1));
        members.put("size", new JsonInteger(Long.toString(head.size()), 1));
        members.put("timestamp", new JsonString(UtcTime.of(options.clock().instant()), 1));
        byte[] signature = options.signer().sign(CanonicalJson.bytes(new JsonObject(members, 1)));
        members.put("signature", new JsonString(Base64.getEncoder().encodeToString(signature), 1));
        return CanonicalJson.of(new JsonObject(members, 1));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
