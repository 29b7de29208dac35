package org.corebucket.bridge.logs;

import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonWriter;

/**
 * Writes what a bridge logs about requests, each line to its log (CONTRACT 7). Values from outside are escaped, so that none
 * makes a second line.
 */
public abstract class RequestLog {

    RequestLog() {}

    /** The five logs that a bridge writes beside the ledger. */
    enum BridgeLog {
        UPDATES(LogFiles.UPDATES),
        METRICS(LogFiles.METRICS),
        REJECTS(LogFiles.REJECTS),
        HEARTBEATS(LogFiles.HEARTBEATS),
        EVENTS(LogFiles.EVENTS);

        private final String path;

        BridgeLog(String path) {
            this.path = path;
        }

        /** The log's path, relative to the root. */
        String path() {
            return path;
        }
    }

    abstract void append(BridgeLog log, String line);

    /**
     * An answered request.
     *
     * @param requestId the id in its answer
     * @param status {@code success}, {@code error} or {@code rejected}
     * @param latencyMillis the time from its head to its answer, with a fraction
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
     * @param requestId the id in its answer; empty if the line is not about a single request
     * @param error the kind of refusal, like {@code signature_rejection}
     * @param reason the reason in the answer
     * @param detail the reason for people
     */
    public record RefusedRequest(
            Instant time,
            String requestId,
            String error,
            String reason,
            String module,
            String endpoint,
            String detail) {}

    /** Logs an accepted update. */
    public void update(Instant time, String requestId, String module, String sessionId, JsonValue data) {
        String at = UtcTime.of(time);
        append(
                BridgeLog.UPDATES,
                at + " - "
                        + JsonWriter.object(json -> json.field("module", module)
                                .field("session_id", sessionId)
                                .field("timestamp", at)
                                .field("data", data)
                                .field("request_id", requestId)));
    }

    /**
     * Logs an accepted heartbeat.
     *
     * @param sent the heartbeat's own timestamp, as it was spelled
     */
    public void heartbeat(
            Instant time, String requestId, String module, String status, String sent, JsonValue metrics) {
        append(
                BridgeLog.HEARTBEATS,
                UtcTime.of(time) + " - "
                        + JsonWriter.object(json -> json.field("module", module)
                                .field("status", status)
                                .field("timestamp", sent)
                                .field("metrics", metrics)
                                .field("request_id", requestId)));
    }

    /** Logs an answered request. */
    public void measured(Measurement one) {
        append(
                BridgeLog.METRICS,
                JsonWriter.object(json -> json.field("timestamp", UtcTime.of(one.time()))
                        .field("endpoint", one.endpoint())
                        .field("module", one.module())
                        .field("status", one.status())
                        .field("latency_ms", one.latencyMillis())
                        .field("pending_queue", one.pending())
                        .field("request_id", one.requestId())));
    }

    /** Logs a refused request. */
    public void refused(RefusedRequest one) {
        append(
                BridgeLog.REJECTS,
                UtcTime.of(one.time()) + " - "
                        + JsonWriter.object(json -> json.field("error", one.error())
                                .field("reason", one.reason())
                                .field("module", one.module())
                                .field("endpoint", one.endpoint())
                                .field("detail", one.detail())
                                .field("request_id", one.requestId())));
    }

    /** Logs an event. */
    public void event(Instant time, String requestId, String type, String module, String status) {
        append(
                BridgeLog.EVENTS,
                JsonWriter.object(json -> json.field("event_type", type)
                        .field("module", module)
                        .field("timestamp", UtcTime.of(time))
                        .field("status", status)
                        .field("request_id", requestId)));
    }
}
