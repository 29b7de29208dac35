package org.corebucket.bridge.logs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonWriter;

/**
 * The five logs that a bridge writes beside the ledger (CONTRACT 7). A line is complete when its method returns, or when the
 * {@link #together} around it does; values from outside are escaped, so that none makes a second line. Safe for use by many
 * threads.
 */
public final class BridgeLogs implements Closeable {

    /** The lines of a thread that runs a {@link #together}. */
    private static final ThreadLocal<GatheredLines> GATHERED = new ThreadLocal<>();

    private static final long MEGABYTE = 1_000_000;

    /** Five logs of 100 MB and their closed files are the 2 GB of the contract. */
    private static final RollingLog.Rotation STANDARD = new RollingLog.Rotation(100 * MEGABYTE, 30, 300 * MEGABYTE);

    private final List<RollingLog> open = new ArrayList<>();
    private final RollingLog updates;
    private final RollingLog metrics;
    private final RollingLog rejects;
    private final RollingLog heartbeats;
    private final RollingLog events;

    /**
     * Opens all five.
     *
     * @param trouble is told of what can't be written, a line each
     */
    public BridgeLogs(Deployment deployment, Clock clock, Consumer<String> trouble) throws IOException {
        this(deployment, STANDARD, clock, trouble);
    }

    BridgeLogs(Deployment deployment, RollingLog.Rotation rotation, Clock clock, Consumer<String> trouble)
            throws IOException {
        boolean complete = false;
        try {
            updates = open(deployment, LogFiles.UPDATES, rotation, clock, trouble);
            metrics = open(deployment, LogFiles.METRICS, rotation, clock, trouble);
            rejects = open(deployment, LogFiles.REJECTS, rotation, clock, trouble);
            heartbeats = open(deployment, LogFiles.HEARTBEATS, rotation, clock, trouble);
            events = open(deployment, LogFiles.EVENTS, rotation, clock, trouble);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private RollingLog open(
            Deployment deployment, String log, RollingLog.Rotation rotation, Clock clock, Consumer<String> trouble)
            throws IOException {
        RollingLog opened = new RollingLog(deployment.path(log), rotation, clock, trouble);
        open.add(opened);
        return opened;
    }

    /** Runs a task; the lines that it logs on this thread are written at its end, all of a log in one write. */
    public void together(Runnable task) {
        GatheredLines lines = new GatheredLines();
        GATHERED.set(lines);
        try {
            task.run();
        } finally {
            GATHERED.remove();
            lines.end();
        }
    }

    /** Runs an action as soon as all lines are written that this thread has logged: now, or when {@link #together} ends. */
    public void whenWritten(Runnable action) {
        GatheredLines lines = GATHERED.get();
        if (lines == null) {
            action.run();
        } else {
            lines.then(action);
        }
    }

    private void append(RollingLog log, String line) {
        GatheredLines lines = GATHERED.get();
        if (lines == null) {
            log.append(line);
        } else {
            lines.add(log, line);
        }
    }

    /**
     * An answered request.
     *
     * @param requestId what its answer calls it
     * @param status {@code success}, {@code error} or {@code rejected}
     * @param latencyMillis from its head to its answer, with fractions
     * @param pending how many entries waited for the ledger
     */
    public record Measurement(
            Instant time,
            String requestId,
            String endpoint,
            String module,
            String status,
            double latencyMillis,
            int pending) {}

    /**
     * A refused request.
     *
     * @param requestId what its answer calls it; empty if the line is about no request in particular
     * @param error what kind of refusal, like {@code signature_rejection}
     * @param reason as the answer has it
     * @param detail for people
     */
    public record RefusedRequest(
            Instant time,
            String requestId,
            String error,
            String reason,
            String module,
            String endpoint,
            String detail) {}

    /** An accepted update. */
    public void update(Instant time, String requestId, String module, String sessionId, JsonValue data) {
        String at = UtcTime.of(time);
        append(
                updates,
                at + " - "
                        + JsonWriter.object(json -> json.field("module", module)
                                .field("session_id", sessionId)
                                .field("timestamp", at)
                                .field("data", data)
                                .field("request_id", requestId)));
    }

    /**
     * An accepted heartbeat.
     *
     * @param sent the heartbeat's own timestamp, as it was spelled
     */
    public void heartbeat(
            Instant time, String requestId, String module, String status, String sent, JsonValue metrics) {
        append(
                heartbeats,
                UtcTime.of(time) + " - "
                        + JsonWriter.object(json -> json.field("module", module)
                                .field("status", status)
                                .field("timestamp", sent)
                                .field("metrics", metrics)
                                .field("request_id", requestId)));
    }

    /** An answered request. */
    public void measured(Measurement one) {
        append(
                metrics,
                JsonWriter.object(json -> json.field("timestamp", UtcTime.of(one.time()))
                        .field("endpoint", one.endpoint())
                        .field("module", one.module())
                        .field("status", one.status())
                        .field("latency_ms", one.latencyMillis())
                        .field("pending_queue", one.pending())
                        .field("request_id", one.requestId())));
    }

    /** A refused request. */
    public void refused(RefusedRequest one) {
        append(
                rejects,
                UtcTime.of(one.time()) + " - "
                        + JsonWriter.object(json -> json.field("error", one.error())
                                .field("reason", one.reason())
                                .field("module", one.module())
                                .field("endpoint", one.endpoint())
                                .field("detail", one.detail())
                                .field("request_id", one.requestId())));
    }

    /** Something that happened, for the flow of events. */
    public void event(Instant time, String requestId, String type, String module, String status) {
        append(
                events,
                JsonWriter.object(json -> json.field("event_type", type)
                        .field("module", module)
                        .field("timestamp", UtcTime.of(time))
                        .field("status", status)
                        .field("request_id", requestId)));
    }

    @Override
    public void close() {
        open.forEach(RollingLog::close);
    }
}
