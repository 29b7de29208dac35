package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.http.HeadAnswer;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.http.HttpErrors;
import org.corebucket.bridge.http.HttpHead;
import org.corebucket.bridge.http.HttpRefusal;
import org.corebucket.bridge.http.HttpService;
import org.corebucket.bridge.http.wire.CrowdingListener;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;

/** What a witness serves: cosignatures, the last checkpoint of each log, and its own health. */
final class WitnessService implements HttpService, HttpErrors {

    private static final String HEALTH = "/health";
    private static final String CHECKPOINT = "/checkpoint";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Witness witness;
    private final String name;
    private final Clock clock;
    private final Consumer<String> notes;
    private final Consumer<Throwable> bugs;

    /**
     * A service.
     *
     * @param name under which it signs
     * @param notes takes lines for the operator, from any thread
     * @param bugs takes exceptions that only a bug can cause, from any thread
     */
    WitnessService(Witness witness, String name, Clock clock, Consumer<String> notes, Consumer<Throwable> bugs) {
        this.witness = witness;
        this.name = name;
        this.clock = clock;
        this.notes = notes;
        this.bugs = bugs;
    }

    /** Answers to a request's body; what is read and kept is so on a thread that may wait. */
    private interface Work {
        HttpAnswer answer(byte[] body) throws IOException;
    }

    @Override
    public HeadAnswer head(HttpHead head) {
        String path = head.path();
        if (path.equals(AddCheckpoint.PATH)) {
            return head.method().equals("POST") ? work(this::add) : notAllowed("POST");
        }
        boolean checkpoint = path.endsWith(CHECKPOINT) && path.lastIndexOf('/') == path.length() - CHECKPOINT.length();
        if (!checkpoint && !path.equals(HEALTH)) {
            return new HeadAnswer.Now(text(404, "there is nothing at this path"));
        }
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            return notAllowed("GET, HEAD");
        }
        return path.equals(HEALTH)
                ? work(body -> health())
                : work(body -> last(path.substring(1, Math.max(1, path.length() - CHECKPOINT.length()))));
    }

    private static HeadAnswer notAllowed(String allowed) {
        return new HeadAnswer.Now(answer(
                405, Map.of("Allow", allowed), TEXT, "this path takes " + allowed.replace(", ", " and ") + " only\n"));
    }

    private HeadAnswer work(Work work) {
        return new HeadAnswer.WithBody(body -> {
            try {
                return CompletableFuture.completedFuture(work.answer(body));
            } catch (IOException e) {
                notes.accept(IoTrouble.words(e));
                return CompletableFuture.completedFuture(
                        text(500, "what was cosigned last can't be read or kept here; nothing is cosigned"));
            }
        });
    }

    /** The statuses are those of tlog-witness, "add-checkpoint". */
    private HttpAnswer add(byte[] body) throws IOException {
        Witness.Outcome outcome = witness.add(body);
        if (outcome instanceof Witness.Outcome.Cosigned cosigned) {
            StringBuilder lines = new StringBuilder();
            for (NoteSignature signature : cosigned.signatures()) {
                lines.append(signature.line()).append('\n');
            }
            return answer(200, Map.of(), TEXT, lines.toString());
        }
        if (outcome instanceof Witness.Outcome.Conflict conflict) {
            return answer(409, Map.of(), AddCheckpoint.SIZE_TYPE, conflict.size() + "\n");
        }
        if (outcome instanceof Witness.Outcome.Malformed malformed) {
            return text(400, malformed.why());
        }
        if (outcome instanceof Witness.Outcome.NotSigned unsigned) {
            return text(403, unsigned.why());
        }
        if (outcome instanceof Witness.Outcome.Inconsistent inconsistent) {
            return text(422, inconsistent.why());
        }
        return text(404, "no log of this origin is known here");
    }

    private HttpAnswer last(String log) throws IOException {
        Optional<SignedNote> note = witness.last(log);
        return note.isPresent()
                ? answer(200, Map.of(), TEXT, new String(note.get().bytes(), StandardCharsets.UTF_8))
                : text(404, "no checkpoint of such a log was cosigned here");
    }

    private HttpAnswer health() {
        Map<String, WitnessedLog.LastCosigned> logs = witness.logs();
        boolean sound = logs.values().stream().allMatch(last -> last.trouble().isEmpty());
        String json = JsonWriter.object(out -> {
            out.field("status", sound ? "ok" : "error")
                    .field("timestamp", UtcTime.of(clock.instant()))
                    .field("name", name)
                    .beginArray("logs");
            for (Map.Entry<String, WitnessedLog.LastCosigned> log : logs.entrySet()) {
                out.beginObject()
                        .field("origin", log.getKey())
                        .field("size", log.getValue().tree().size())
                        .field("root", log.getValue().tree().root().hex())
                        .field("trouble", log.getValue().trouble().orElse(""))
                        .endObject();
            }
            out.endArray();
        });
        return answer(200, Map.of(), "application/json", json);
    }

    private static HttpAnswer text(int status, String line) {
        return answer(status, Map.of(), TEXT, line + "\n");
    }

    private static HttpAnswer answer(int status, Map<String, String> headers, String type, String body) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", type);
        all.put("Cache-Control", "no-store");
        return new HttpAnswer(status, all, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public HttpAnswer answer(HttpRefusal refusal) {
        return text(refusal.status(), refusal.detail());
    }

    @Override
    public void failed(Throwable bug) {
        bugs.accept(bug);
    }

    @Override
    public void crowded(CrowdingListener what) {
        // The connection that waited longest made room: what a witness answers is asked for again.
    }
}
