package org.corebucket.bridge.bridge.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * The figures of a bridge that shares them with nobody, on disk. The whole file is written each time; a bridge that is killed loses
 * what it counted since. Which latencies were how frequent is written of the last hour alone.
 */
public final class FiguresFile implements FigureStore {

    private static final String NAME = "insight/figures.json";
    private static final String MINUTES = "minutes";
    private static final int LARGEST = 1 << 20;
    private static final int MODE = 0640;
    private static final Duration DAY = Duration.ofHours(24);

    private final Deployment deployment;
    private final Consumer<String> notes;

    /**
     * The file of a deployment.
     *
     * @param notes takes lines that are to be shown to the operator
     */
    public FiguresFile(Deployment deployment, Consumer<String> notes) {
        this.deployment = deployment;
        this.notes = notes;
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(1);
    }

    @Override
    public List<MinuteFigures> read(Instant now) {
        if (!Files.exists(path(), LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            return minutes(TreeFiles.read(deployment.root(), NAME, LARGEST));
        } catch (IOException | MalformedJsonException | DateTimeException | IllegalArgumentException e) {
            notes.accept("the figures of the last 24 hours begin anew, since those of before can't be read: "
                    + e.getMessage());
            return List.of();
        }
    }

    private static List<MinuteFigures> minutes(byte[] file) throws MalformedJsonException {
        JsonFields whole = JsonFields.of(Json.parse(file, NAME), NAME);
        List<MinuteFigures> minutes = new ArrayList<>();
        for (JsonFields minute : whole.objects(MINUTES)) {
            minutes.add(minute(minute));
        }
        whole.refuseOthers();
        return minutes;
    }

    private static MinuteFigures minute(JsonFields fields) throws MalformedJsonException {
        MinuteFigures minute = new MinuteFigures(
                UtcTime.parse(fields.string("minute")),
                new FigureCounts(
                        count(fields, "failures"),
                        count(fields, "overloads"),
                        count(fields, "signature_rejects"),
                        count(fields, "replay_rejects"),
                        count(fields, "other_rejects"),
                        Latencies.of(
                                count(fields, "accepted"),
                                fields.number("latency_ms"),
                                fields.number("longest_ms"),
                                fields.string("classes"))));
        fields.refuseOthers();
        return minute;
    }

    private static long count(JsonFields fields, String name) throws MalformedJsonException {
        long count = fields.wholeNumber(name);
        if (count < 0) {
            throw fields.malformed(name, "is no count of anything", "remove the file");
        }
        return count;
    }

    @Override
    public void write(OwnMinutes own, Instant now) throws IOException {
        String text = JsonWriter.object(json -> {
            json.beginArray(MINUTES);
            for (MinuteFigures minute : own.since(now.minus(DAY))) {
                write(minute, now, json);
            }
            json.endArray();
        });
        new DurableFiles(deployment.staging()).write(path(), (text + "\n").getBytes(StandardCharsets.US_ASCII), MODE);
    }

    private static void write(MinuteFigures minute, Instant now, JsonWriter json) throws IOException {
        FigureCounts counts = minute.counts();
        boolean isOld = minute.minute().isBefore(CountedMinutes.beginning(now.minus(GroupFigures.HISTORY)));
        json.beginObject()
                .field("minute", UtcTime.of(minute.minute()))
                .field("failures", counts.failures())
                .field("overloads", counts.overloads())
                .field("signature_rejects", counts.signatures())
                .field("replay_rejects", counts.replays())
                .field("other_rejects", counts.others())
                .field("accepted", counts.latencies().count())
                .field("latency_ms", counts.latencies().sum())
                .field("longest_ms", counts.latencies().longest())
                .field("classes", isOld ? "" : counts.latencies().classes())
                .endObject();
    }

    /** There are no others. */
    @Override
    public OthersFigures others(Instant now) {
        return new OthersFigures(new TreeSet<>(), FigureCounts.NONE, List.of());
    }

    private Path path() {
        return deployment.path(NAME);
    }
}
