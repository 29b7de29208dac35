package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/** The record of the permission bits that forbidden files had before they were removed, so that they can be given back. */
public final class RunnerModes {

    private static final int PERMISSIONS = 0777;
    private static final int RECORD_MODE = 0644;

    private final Deployment deployment;

    /** The record of one deployment. */
    public RunnerModes(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Records modes durably, before they are changed. If a path is recorded already, its older mode stays.
     *
     * @param modes permission bits by path
     */
    void record(Map<String, Integer> modes) throws IOException {
        Map<String, Integer> all = new TreeMap<>(modes);
        all.putAll(read());
        write(all);
    }

    /** The recorded modes by path; none if there is no record. */
    Map<String, Integer> read() throws IOException {
        Map<String, Integer> modes = new LinkedHashMap<>();
        if (!FileFacts.isThere(deployment.runnerModes(), FileFacts.FileType.REGULAR)) {
            return modes;
        }
        for (String line : Files.readAllLines(deployment.runnerModes(), StandardCharsets.UTF_8)) {
            try {
                if (Json.parse(line.getBytes(StandardCharsets.UTF_8), "runner-modes.jsonl")
                                instanceof JsonValue.JsonObject entry
                        && entry.members().get("path") instanceof JsonValue.JsonString path
                        && entry.members().get("mode") instanceof JsonValue.JsonString mode) {
                    modes.put(path.text(), Integer.parseInt(mode.text(), 8) & PERMISSIONS);
                }
            } catch (MalformedJsonException | NumberFormatException e) {
                throw new IOException(
                        deployment.runnerModes() + " is not a record of modes: " + e.getMessage()
                                + "; remove it, and set the modes by hand",
                        e);
            }
        }
        return modes;
    }

    /**
     * Gives every recorded file its mode back if it is still a regular file with one link, and removes the record.
     *
     * @return the modes that were given back, by path
     */
    public Map<String, Integer> giveBack(boolean dryRun) throws IOException {
        Map<String, Integer> given = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> entry : read().entrySet()) {
            if (PlainFile.isReachable(deployment.root(), entry.getKey())) {
                if (!dryRun) {
                    DurableFiles.changeMode(deployment.path(entry.getKey()), entry.getValue());
                }
                given.put(entry.getKey(), entry.getValue());
            }
        }
        if (!dryRun) {
            DurableFiles.remove(deployment.runnerModes());
        }
        return given;
    }

    private void write(Map<String, Integer> modes) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Integer> entry : modes.entrySet()) {
            text.append(JsonWriter.object(json ->
                            json.field("path", entry.getKey()).field("mode", FileFacts.octal(entry.getValue()))))
                    .append('\n');
        }
        new DurableFiles(deployment.staging())
                .write(deployment.runnerModes(), text.toString().getBytes(StandardCharsets.UTF_8), RECORD_MODE);
    }
}
