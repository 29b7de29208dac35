package org.corebucket.bridge.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;

/** Updates, outboxes of small segments, and what waits in them. */
final class Sample {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    static final String MODULE = "education";

    private static final OutboxLimits AMPLE = OutboxLimits.STANDARD;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Sample() {}

    /** An update whose session id is {@code s-N}. */
    static Update update(int n) {
        return update(MODULE, n);
    }

    static Update update(String module, int n) {
        return update(module, "s-" + n);
    }

    static Update update(String module, String sessionId) {
        JsonObject data = new JsonObject(Map.of("n", new JsonInteger("1", 1)), 1);
        return new Update(module, sessionId, data, NOW);
    }

    static List<Update> updates(int from, int to) {
        List<Update> updates = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            updates.add(update(n));
        }
        return updates;
    }

    static List<String> ids(int from, int to) {
        return updates(from, to).stream().map(Update::sessionId).toList();
    }

    static Outbox outbox(Path directory) {
        return Outbox.at(directory, AMPLE);
    }

    static Outbox outbox(Path directory, Disk disk) {
        return new Outbox(directory, AMPLE, disk, 4 << 20);
    }

    static Outbox withSegments(Path directory, long bytes) {
        return new Outbox(directory, AMPLE, FileDisk.ofOwner(), bytes);
    }

    static Drain drain(Outbox outbox) throws IOException, InterruptedException {
        return outbox.drain(LockPatience.atMost(PATIENCE)).orElseThrow();
    }

    /** Takes the head of a module, with all that a sender does. */
    static Optional<String> takeOne(Drain drain, String module) throws IOException {
        Optional<WaitingUpdate> head = drain.next(module);
        if (head.isPresent()) {
            drain.attempting(head.get());
            drain.received(head.get());
        }
        return head.map(waiting -> waiting.update().sessionId());
    }

    static List<String> takeAll(Drain drain, String module) throws IOException {
        List<String> taken = new ArrayList<>();
        for (Optional<String> id = takeOne(drain, module); id.isPresent(); id = takeOne(drain, module)) {
            taken.add(id.get());
        }
        return taken;
    }

    /** The session ids of what waits, which leaves. */
    static List<String> takeAll(Outbox outbox) throws IOException, InterruptedException {
        try (Drain drain = drain(outbox)) {
            return takeAll(drain, MODULE);
        }
    }

    static Path moduleDirectory(Path outbox) {
        return outbox.resolve("waiting/education");
    }

    /** The only segment. */
    static Path segment(Path outbox) throws IOException {
        assertThat(segments(outbox)).hasSize(1);
        return segments(outbox).get(0);
    }

    static List<Path> segments(Path outbox) throws IOException {
        try (Stream<Path> files = Files.list(moduleDirectory(outbox))) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }
}
