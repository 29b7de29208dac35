package org.corebucket.bridge.process;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the host: what the kernel tells below a proc root (proc(5)), and the room on one file system. A figure that can't
 * be read is left out.
 *
 * @param values by name: {@code uptime_s}, {@code load_1m}, {@code load_5m}, {@code load_15m}, {@code cores},
 * {@code memory_total_bytes}, {@code memory_available_bytes}, {@code disk_total_bytes}, {@code disk_free_bytes}
 */
public record HostFigures(Map<String, JsonValue> values) {

    private static final int NOWHERE = 1;
    private static final long KIBIBYTE = 1024;

    public HostFigures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * The present figures.
     *
     * @param proc {@code /proc}, or a tree of the same form
     * @param disk any path in the file system whose room is measured: the room that this user may still use
     */
    public static HostFigures of(Path proc, Path disk) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        addUptime(ProcFiles.text(proc + "/uptime"), values);
        addLoad(ProcFiles.text(proc + "/loadavg"), values);
        addCores(ProcFiles.text(proc + "/stat"), values);
        addMemory(ProcFiles.text(proc + "/meminfo"), values);
        addDisk(disk, values);
        return new HostFigures(values);
    }

    private static void addUptime(String text, Map<String, JsonValue> values) {
        Double seconds = decimal(word(text, 0));
        if (seconds != null) {
            values.put("uptime_s", whole(seconds.longValue()));
        }
    }

    private static void addLoad(String text, Map<String, JsonValue> values) {
        String[] names = {"load_1m", "load_5m", "load_15m"};
        for (int i = 0; i < names.length; i++) {
            Double load = decimal(word(text, i));
            if (load != null) {
                values.put(names[i], new JsonDouble(load, NOWHERE));
            }
        }
    }

    /** Counts the lines of single processors, which follow the line of all processors. */
    private static void addCores(String text, Map<String, JsonValue> values) {
        int cores = 0;
        for (int at = text.indexOf("\ncpu"); at >= 0; at = text.indexOf("\ncpu", at + 1)) {
            cores++;
        }
        if (cores > 0) {
            values.put("cores", whole(cores));
        }
    }

    private static void addMemory(String text, Map<String, JsonValue> values) {
        addMemory("memory_total_bytes", "MemTotal:", text, values);
        addMemory("memory_available_bytes", "MemAvailable:", text, values);
    }

    private static void addMemory(String name, String label, String text, Map<String, JsonValue> values) {
        int at = ("\n" + text).indexOf("\n" + label);
        Double kibibytes = at < 0 ? null : decimal(word(text.substring(at + label.length()), 0));
        if (kibibytes != null) {
            values.put(name, whole(kibibytes.longValue() * KIBIBYTE));
        }
    }

    private static void addDisk(Path disk, Map<String, JsonValue> values) {
        try {
            FileStore store = Files.getFileStore(disk);
            values.put("disk_total_bytes", whole(store.getTotalSpace()));
            values.put("disk_free_bytes", whole(store.getUsableSpace()));
        } catch (IOException e) {
            // A heartbeat without these is better than none.
            return;
        }
    }

    /** A word of the first line, from 0; empty if there is none. */
    private static String word(String text, int number) {
        int lineEnd = text.indexOf('\n');
        String[] words =
                (lineEnd < 0 ? text : text.substring(0, lineEnd)).strip().split(" +", -1);
        return number < words.length ? words[number] : "";
    }

    private static JsonInteger whole(long value) {
        return new JsonInteger(Long.toString(value), NOWHERE);
    }

    /** A number as the kernel writes it; null for anything else. {@link Double#valueOf} alone would accept many other forms. */
    private static @Nullable Double decimal(String text) {
        boolean digits = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits &= (c >= '0' && c <= '9') || (c == '.' && i > 0 && i < text.length() - 1);
        }
        try {
            return digits ? Double.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
