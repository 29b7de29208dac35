package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFiguresTest {

    @TempDir
    private Path directory;

    @Test
    void areWhatTheKernelSays() throws Exception {
        assertThat(json(HostFigures.of(proc("sound"), directory.resolve("nowhere"))))
                .isEqualTo("{\"cores\": 2, \"load_15m\": 12.25, \"load_1m\": 0.52, \"load_5m\": 1.0,"
                        + " \"memory_available_bytes\": 2913394688, \"memory_total_bytes\": 4116672512,"
                        + " \"uptime_s\": 351735}");
    }

    @Test
    void whatTheKernelDoesNotSayIsLeftOut() throws Exception {
        assertThat(HostFigures.of(proc("no_meminfo"), directory.resolve("nowhere"))
                        .values())
                .containsOnlyKeys("uptime_s", "load_1m", "load_5m", "load_15m", "cores");
    }

    @Test
    void noNumberIsMadeOfNonsense() throws Exception {
        assertThat(HostFigures.of(proc("nonsense"), directory.resolve("nowhere"))
                        .values())
                .isEmpty();
        assertThat(HostFigures.of(directory, directory.resolve("nowhere")).values())
                .isEmpty();
    }

    @Test
    void theRoomOnTheDiskIsThatOfItsFileSystem() {
        Map<String, JsonValue> values = HostFigures.of(directory, directory).values();
        assertThat(values).containsOnlyKeys("disk_total_bytes", "disk_free_bytes");
        assertThat(number(values, "disk_free_bytes"))
                .isNotNegative()
                .isLessThanOrEqualTo(number(values, "disk_total_bytes"));
        assertThat(number(values, "disk_total_bytes"))
                .isEqualTo(directory.toFile().getTotalSpace());
    }

    private static long number(Map<String, JsonValue> values, String name) {
        return Long.parseLong(((JsonInteger) Objects.requireNonNull(values.get(name), name)).digits());
    }

    private static String json(HostFigures figures) {
        return CanonicalJson.of(new JsonObject(figures.values(), 1));
    }

    private static Path proc(String name) {
        return Resources.path("proc/" + name);
    }
}
