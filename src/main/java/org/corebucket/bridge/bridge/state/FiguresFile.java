package org.corebucket.bridge.bridge.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
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
 * The figures of the last 24 hours on disk, minute by minute, so that they outlive a restart. The file is written every
 * minute and at an orderly stop; a bridge that is killed loses a minute. No decision depends on the file, so if it
 * can't be read only the figures are lost.
 */
public final class FiguresFile {

    private static final String NAME = "insight/figures.json";
    private static final int LARGEST = 1 << 20;
    private static final int MODE = 0640;

    private final Deployment deployment;
    private final Figures figures;
    private final Consumer<String> notes;
    private boolean failing;

    /**
     * The file of a deployment, for these figures.
     *
     * @param notes takes lines that are to be shown to the operator
     */
    public FiguresFile(Deployment deployment, Figures figures, Consumer<String> notes) {
        this.deployment = deployment;
        this.figures = figures;
        this.notes = notes;
    }

    /** Adds the figures in the file to those in memory; to be called once, at the start. */
    public void restore() {
        if (!Files.exists(path(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            read(TreeFiles.read(deployment.root(), NAME, LARGEST));
        } catch (IOException | MalformedJsonException | DateTimeException e) {
            notes.accept("the figures of the last 24 hours begin anew, since those of before can't be read: "
                    + e.getMessage());
        }
    }

    private void read(byte[] bytes) throws MalformedJsonException {
        JsonFields whole = JsonFields.of(Json.parse(bytes, NAME), NAME);
        for (Map.Entry<String, RollingSum> day : figures.days().entrySet()) {
            for (JsonFields minute : whole.objects(day.getKey())) {
                Instant time = UtcTime.parse(minute.string("minute"));
                long count = minute.wholeNumber("count");
                double sum = minute.number("sum");
                if (count < 1 || !(sum >= 0)) {
                    throw minute.malformed("count", "is no count of anything", "remove the file");
                }
                day.getValue().restore(time, count, sum);
            }
        }
        whole.refuseOthers();
    }

    /** Writes the figures as of now. A failure that lasts is reported once. It is for one thread. */
    public void write(Instant now) {
        try {
            new DurableFiles(deployment.staging()).write(path(), text(now).getBytes(StandardCharsets.US_ASCII), MODE);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                notes.accept("the figures of the last 24 hours could not be written: " + e.getMessage());
            }
            failing = true;
        }
    }

    private String text(Instant now) throws IOException {
        String text = JsonWriter.object(json -> {
            for (Map.Entry<String, RollingSum> day : figures.days().entrySet()) {
                json.beginArray(day.getKey());
                for (Map.Entry<Instant, RollingSum.SumSlice> minute :
                        day.getValue().slices(now).entrySet()) {
                    json.beginObject()
                            .field("minute", UtcTime.of(minute.getKey()))
                            .field("count", minute.getValue().count())
                            .field("sum", minute.getValue().sum())
                            .endObject();
                }
                json.endArray();
            }
        });
        return text + "\n";
    }

    private Path path() {
        return deployment.path(NAME);
    }
}
