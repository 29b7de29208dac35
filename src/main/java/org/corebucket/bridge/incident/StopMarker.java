package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * The file in the root that tells people that everything is stopped, why, what was ended, and what was not started since. It
 * has a head, and then a line for each event.
 */
final class StopMarker {

    private static final int MODE = 0644;

    /** The size up to which lines are added, so that something that tries to start every minute does not fill the disk. */
    private static final long LARGEST = 256 * 1024;

    private static final String HEAD = """
            EMERGENCY STOP IN FORCE

            Nothing starts in this deployment until every incident named here is resolved. Look, remove the cause, and resolve:

              bridgectl incident list
              bridgectl incident show ID
              bridgectl verify
              bridgectl incident resolve ID --reason TEXT [--key PEM]

            The last one takes the release key. Removing this file ends nothing.

            """;

    private final Deployment deployment;
    private final Clock clock;

    StopMarker(Deployment deployment, Clock clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    /** Whether anything lies at its path. It is also true if that can't be found out. */
    boolean exists() {
        return !Files.notExists(deployment.stopMarker(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes the marker anew, naming the incidents that keep the stop in force. */
    void write(List<IncidentState> stopping) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (IncidentState one : stopping) {
            lines.append(line(words(one.id(), one.summary())));
        }
        write(lines.toString());
    }

    /** Adds an incident, and makes the marker if it is not there. */
    void add(Incident incident) throws IOException {
        String words = words(incident.id().text(), incident.violation().summary());
        if (exists()) {
            append(words);
        } else {
            write(line(words));
        }
    }

    private void write(String lines) throws IOException {
        byte[] text = (HEAD + lines).getBytes(StandardCharsets.UTF_8);
        IncidentDirectory.writer(deployment).write(deployment.stopMarker(), text, MODE);
    }

    /**
     * Adds a line, which is on disk when this returns. It adds none if the marker has become too large, or is not a regular
     * file.
     */
    void append(String event) throws IOException {
        if (isPlainFile() && FileFacts.of(deployment.stopMarker()).size() < LARGEST) {
            // It is appended like a line of the audit log: by one write, never through a link.
            new SharedLineFile(deployment.stopMarker()).append(timed(event));
        }
    }

    void remove() throws IOException {
        DurableFiles.remove(deployment.stopMarker());
    }

    private boolean isPlainFile() throws IOException {
        return exists() && FileFacts.of(deployment.stopMarker()).isRegular();
    }

    private static String words(String id, String summary) {
        return "incident " + id + ": " + summary;
    }

    private String line(String event) {
        return timed(event) + "\n";
    }

    private String timed(String event) {
        return UtcTime.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)) + " " + Quoted.printable(event);
    }
}
