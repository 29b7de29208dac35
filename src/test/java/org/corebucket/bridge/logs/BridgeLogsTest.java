package org.corebucket.bridge.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class BridgeLogsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T23:59:58.25Z");
    private static final RollingLog.Rotation SMALL = new RollingLog.Rotation(10_000, 30, 1_000_000);

    private final List<String> trouble = Collections.synchronizedList(new ArrayList<>());
    private Instant now = NOW;
    private Path root = Path.of("/");

    @BeforeEach
    void makeDirectories(@TempDir Path directory) throws IOException {
        root = directory;
        Files.createDirectories(root.resolve("logs"));
        Files.createDirectories(root.resolve("insight"));
    }

    @Test
    void eachLogHasItsForm() throws Exception {
        try (BridgeLogs logs = open(SMALL)) {
            logs.update(NOW, "r-1", "education", "s-1", Json.parse(bytes("{\"b\":1.0,\"a\":\"é\\n\"}"), "test"));
            logs.heartbeat(NOW, "r-1", "finance", "alive", "2026-11-23T23:59:57", Json.parse(bytes("{}"), "test"));
            logs.measured(new RequestLog.Measurement(NOW, "r-1", "/core/update", "education", "success", 1.25, 3));
            logs.refused(new RequestLog.RefusedRequest(
                    NOW,
                    "r-1",
                    "signature_rejection",
                    "invalid_signature",
                    "education",
                    "/core/update",
                    "it does not hold"));
            logs.event(NOW, "r-1", "core_update", "education", "success");
        }

        assertThat(lines("logs/core_sync.log"))
                .containsExactly(
                        "2026-11-23T23:59:58.250Z - {\"module\":\"education\",\"session_id\":\"s-1\","
                                + "\"timestamp\":\"2026-11-23T23:59:58.250Z\",\"data\":{\"a\": \"\\u00e9\\n\", \"b\": 1.0},\"request_id\":\"r-1\"}");
        assertThat(lines("logs/heartbeat.log"))
                .containsExactly("2026-11-23T23:59:58.250Z - {\"module\":\"finance\",\"status\":\"alive\","
                        + "\"timestamp\":\"2026-11-23T23:59:57\",\"metrics\":{},\"request_id\":\"r-1\"}");
        assertThat(lines("logs/metrics.jsonl"))
                .containsExactly(
                        "{\"timestamp\":\"2026-11-23T23:59:58.250Z\",\"endpoint\":\"/core/update\","
                                + "\"module\":\"education\",\"status\":\"success\",\"latency_ms\":1.25,\"pending_queue\":3,\"request_id\":\"r-1\"}");
        assertThat(lines("logs/security_rejects.log"))
                .containsExactly("2026-11-23T23:59:58.250Z - {\"error\":\"signature_rejection\","
                        + "\"reason\":\"invalid_signature\",\"module\":\"education\",\"endpoint\":\"/core/update\","
                        + "\"detail\":\"it does not hold\",\"request_id\":\"r-1\"}");
        assertThat(lines("insight/flow.log"))
                .containsExactly("{\"event_type\":\"core_update\",\"module\":\"education\","
                        + "\"timestamp\":\"2026-11-23T23:59:58.250Z\",\"status\":\"success\",\"request_id\":\"r-1\"}");
        assertThat(trouble).isEmpty();
    }

    @Test
    void noValueMakesASecondLine() throws Exception {
        String hostile = "a\nb\r\u2028\u0085\u001b[2J\ud800\"";
        try (BridgeLogs logs = open(SMALL)) {
            logs.refused(new RequestLog.RefusedRequest(NOW, hostile, hostile, hostile, hostile, hostile, hostile));
            logs.event(NOW, hostile, hostile, hostile, hostile);
        }

        for (String log : List.of("logs/security_rejects.log", "insight/flow.log")) {
            String content = Files.readString(root.resolve(log), StandardCharsets.ISO_8859_1);
            assertThat(content).endsWith("}\n");
            assertThat(content.substring(0, content.length() - 1).chars()).allMatch(c -> c >= ' ' && c <= '~');
        }
    }

    @Test
    void gatheredLinesAreWrittenTogetherAndInOrder() throws Exception {
        try (BridgeLogs logs = open(SMALL)) {
            GatheredLines gathered = logs.gathered();
            gathered.event(NOW, "", "one", "", "");
            gathered.refused(new RequestLog.RefusedRequest(NOW, "", "refused", "", "", "", ""));
            logs.event(NOW, "", "at once", "", "");
            gathered.event(NOW, "", "two", "", "");
            assertThat(lines("insight/flow.log")).singleElement().asString().contains("at once");

            gathered.write();
            assertThat(lines("insight/flow.log")).hasSize(3);
            assertThat(lines("insight/flow.log").get(1)).contains("one");
            assertThat(lines("insight/flow.log").get(2)).contains("two");
            assertThat(lines("logs/security_rejects.log")).hasSize(1);

            gathered.event(NOW, "", "three", "", "");
            gathered.write();
            assertThat(lines("insight/flow.log")).hasSize(4);
        }
    }

    @Test
    void whatIsGatheredIsNotAllKeptInMemory() throws Exception {
        String payload = "\"" + "x".repeat(100_000) + "\"";
        try (BridgeLogs logs = open(new RollingLog.Rotation(100_000_000, 30, 1_000_000))) {
            GatheredLines gathered = logs.gathered();
            for (int i = 0; i < 4; i++) {
                gathered.update(NOW, "r-1", "education", "s-" + i, json(payload));
            }
            assertThat(lines("logs/core_sync.log")).hasSize(3);

            gathered.write();
            assertThat(lines("logs/core_sync.log")).hasSize(4).allMatch(line -> line.contains(payload + ","));
        }
    }

    @Test
    void midnightInUtcClosesAFileThatIsCompressedWhole() throws Exception {
        try (BridgeLogs logs = open(SMALL)) {
            logs.event(now, "", "before", "", "");
            now = now.plus(Duration.ofSeconds(1));
            logs.event(now, "", "still before", "", "");
            now = now.plus(Duration.ofSeconds(1));
            logs.event(now, "", "after", "", "");
        }

        assertThat(ClosedLogs.of(new Deployment(root))).containsExactly("insight/flow.2026-11-23.0.log.gz");
        assertThat(unzipped("insight/flow.2026-11-23.0.log.gz").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("before"));
        assertThat(lines("insight/flow.log")).singleElement().asString().contains("after");
    }

    @RepeatedTest(20)
    void aFullFileIsClosedAndNoLineIsLost() throws Exception {
        int lines = 1000;
        try (BridgeLogs logs = open(SMALL)) {
            for (int i = 0; i < lines; i++) {
                logs.event(now, "", "event-" + i + ".", "", "");
            }
        }

        StringBuilder all = new StringBuilder();
        List<String> closed = ClosedLogs.of(new Deployment(root));
        assertThat(closed).hasSizeGreaterThan(3);
        for (String file : closed) {
            all.append(unzipped(file));
        }
        all.append(Files.readString(root.resolve("insight/flow.log")));
        assertThat(all.toString().lines()).hasSize(lines);
        for (int i = 0; i < lines; i++) {
            assertThat(all).contains("event-" + i + ".");
        }
    }

    @Test
    void whatIsOlderThanItsDaysIsRemoved() throws Exception {
        RollingLog.Rotation twoDays = new RollingLog.Rotation(10_000, 2, 1_000_000);
        for (int day = 0; day < 5; day++) {
            try (BridgeLogs logs = open(twoDays)) {
                logs.event(now, "", "day " + day, "", "");
            }
            Files.setLastModifiedTime(root.resolve("insight/flow.log"), FileTime.from(now));
            now = now.plus(Duration.ofDays(1));
        }
        open(twoDays).close();

        assertThat(ClosedLogs.of(new Deployment(root)))
                .doesNotContain("insight/flow.2026-11-23.0.log.gz", "insight/flow.2026-11-24.0.log.gz")
                .contains("insight/flow.2026-11-26.0.log.gz");
    }

    @Test
    void closedFilesTakeNoMoreThanTheirShare() throws Exception {
        RollingLog.Rotation tight = new RollingLog.Rotation(10_000, 30, 1_000);
        try (BridgeLogs logs = open(tight)) {
            for (int i = 0; i < 2000; i++) {
                logs.event(now, "", "event-" + i, "", "");
            }
        }
        now = now.plus(Duration.ofDays(1));
        open(tight).close();

        long bytes = 0;
        for (String file : ClosedLogs.of(new Deployment(root))) {
            bytes += Files.size(root.resolve(file));
        }
        assertThat(bytes).isLessThanOrEqualTo(1_000);
    }

    @Test
    void aTornLineSpoilsNoOther() throws Exception {
        Files.writeString(root.resolve("insight/flow.log"), "{\"event_type\":\"to");

        try (BridgeLogs logs = open(SMALL)) {
            logs.event(now, "", "whole", "", "");
        }

        assertThat(lines("insight/flow.log")).hasSize(2).last().asString().startsWith("{\"event_type\":\"whole\"");
    }

    @Test
    void aFileThatIsStillCompressedIsNotClosedYet() throws Exception {
        Files.createFile(root.resolve("insight/flow.2026-11-22.0.log.gz"));
        Files.createFile(root.resolve("insight/flow.2026-11-23.0.log.gz"));
        Files.createFile(root.resolve("insight/flow.2026-11-23.0.log12345.tmp"));
        Files.createFile(root.resolve("logs/heartbeat.2026-11-23.0.log.gz"));
        Files.createFile(root.resolve("logs/heartbeat.of-mine.log.gz"));

        assertThat(ClosedLogs.of(new Deployment(root)))
                .containsExactly("insight/flow.2026-11-22.0.log.gz", "logs/heartbeat.2026-11-23.0.log.gz");
    }

    private BridgeLogs open(RollingLog.Rotation rotation) throws IOException {
        InstantSource clock = () -> now;
        return new BridgeLogs(new Deployment(root), rotation, clock.withZone(ZoneOffset.UTC), trouble::add);
    }

    private List<String> lines(String log) throws IOException {
        return Files.readAllLines(root.resolve(log));
    }

    private static JsonValue json(String text) {
        try {
            return Json.parse(bytes(text), "test");
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String unzipped(String file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(root.resolve(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
