package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;

/** Messages and definitions of alerts, for the tests of this package. */
final class Alerts {

    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    private Alerts() {}

    static AlertMessage message(String subject) {
        return new AlertMessage(
                AlertMessage.AlertType.INCIDENT_RAISED,
                subject,
                START,
                AlertMessage.AlertSeverity.CRITICAL,
                "HASH MISMATCH: a.py",
                "{\"host\": \"node-1\"}");
    }

    static List<AlertMessage> messages(String... subjects) {
        return Arrays.stream(subjects).map(Alerts::message).toList();
    }

    static Policy.Alert webhook(String url, String secretFile) {
        return new Policy.Alert(Policy.Alert.AlertKind.WEBHOOK, url, List.of(), secretFile);
    }

    static Policy.Alert command(String... argv) {
        return new Policy.Alert(Policy.Alert.AlertKind.COMMAND, "", List.of(argv), "");
    }

    static Host host(Path root, Clock clock) {
        String path = String.valueOf(System.getenv("PATH"));
        return new Host(Map.of("PATH", path, "HOME", "/home/guard", "LANG", "C", "SECRET", "x"), root, clock);
    }

    /** The names of the files below a directory, sorted. */
    static List<String> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A sink that remembers what it took, and fails as long as it is told to. */
    static final class Memory implements AlertSink {

        final List<String> taken = new ArrayList<>();
        volatile boolean down;
        volatile boolean gone;
        volatile Duration retryAfter = Duration.ZERO;
        int attempts;

        @Override
        public SinkOutcome deliver(AlertMessage message) {
            attempts++;
            if (gone) {
                return new NoLongerWanted("HTTP status 410, Gone");
            }
            if (down) {
                return new NotDelivered("HTTP status 500", retryAfter);
            }
            taken.add(message.id());
            return new Delivered();
        }
    }
}
