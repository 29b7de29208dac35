package org.corebucket.bridge.bridge;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.admission.Envelope;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.corebucket.bridge.bridge.state.BridgeMetrics;
import org.corebucket.bridge.bridge.state.Figures;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.http.RetryAfter;
import org.corebucket.bridge.http.wire.CrowdingListener;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.logs.RequestLog;

/** The one place where the outcome of a request becomes its answer, its log lines, its counts and its event. */
final class Outcomes {

    private static final double NANOS_PER_MILLI = 1e6;

    private static final String CAPACITY = RejectionReason.OVERLOADED.eventType();

    private final Map<CrowdingListener, Long> crowding = new EnumMap<>(CrowdingListener.class);

    private final RequestLog logs;
    private final Figures figures;
    private final BridgeMetrics metrics;
    private final ModuleStates modules;
    private final Ledger ledger;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /** The parts of the bridge that each outcome is reported to. */
    record Listeners(RequestLog logs, Figures figures, BridgeMetrics metrics, ModuleStates modules) {}

    Outcomes(Listeners listeners, Ledger ledger, Clock clock, LongSupplier nanoTime) {
        this.logs = listeners.logs();
        this.figures = listeners.figures();
        this.metrics = listeners.metrics();
        this.modules = listeners.modules();
        this.ledger = ledger;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The facts of a request whose head has just been read. */
    RequestFacts asked(String endpoint, String requestId) {
        return new RequestFacts(endpoint, requestId, clock.instant(), nanoTime.getAsLong());
    }

    /** Answers an envelope whose entry is on disk. */
    HttpAnswer accepted(RequestFacts asked, Envelope envelope, Receipt receipt) {
        Instant now = clock.instant();
        String module = envelope.module();
        JsonObject payload = envelope.payload();
        if (asked.endpoint().equals(Endpoint.UPDATE.route())) {
            modules.updated(asked.time(), module, envelope.nonce());
            logs.update(now, asked.requestId(), module, envelope.sessionId(), member(payload, "data"));
            logs.event(now, asked.requestId(), "core_update", module, "success");
        } else {
            String status = payload.text("status").orElse("");
            modules.heard(asked.time(), module, envelope.nonce(), status, member(payload, "metrics"));
            logs.heartbeat(
                    now,
                    asked.requestId(),
                    module,
                    status,
                    payload.text("timestamp").orElse(""),
                    member(payload, "metrics"));
            logs.event(now, asked.requestId(), "heartbeat", module, status);
        }
        figures.accepted(now, millis(asked));
        measured(asked, now, module, "success", 200);
        return AnswerBodies.accepted(now, receipt, "recorded as entry " + receipt.seq());
    }

    /** Answers an update that was sent again, and is in the ledger already. */
    HttpAnswer recordedBefore(RequestFacts asked, Receipt receipt) {
        Instant now = clock.instant();
        logs.event(now, asked.requestId(), "core_update", receipt.module(), "recorded_before");
        measured(asked, now, receipt.module(), "success", 200);
        return AnswerBodies.accepted(now, receipt, "recorded before as entry " + receipt.seq());
    }

    /** Answers a request that a gate refused, or that found no room. */
    HttpAnswer rejected(RequestFacts asked, Rejection rejection) {
        Instant now = clock.instant();
        RejectionReason reason = rejection.reason();
        logs.refused(new RequestLog.RefusedRequest(
                now,
                asked.requestId(),
                reason.eventType(),
                reason.text(),
                rejection.module(),
                asked.endpoint(),
                rejection.detail()));
        logs.event(now, asked.requestId(), reason.eventType(), rejection.module(), "rejected");
        figures.rejected(now, asked.endpoint(), rejection);
        metrics.rejected(asked.endpoint(), reason.text());
        measured(asked, now, rejection.module(), rejection.status() >= 500 ? "error" : "rejected", rejection.status());
        Map<String, String> headers = new TreeMap<>();
        rejection.challenge().ifPresent(challenge -> headers.put("WWW-Authenticate", challenge));
        if (rejection.status() == RejectionReason.OVERLOADED.status()) {
            headers.put(RetryAfter.NAME, RetryAfter.SOON);
        }
        return AnswerBodies.rejected(
                now, asked.requestId(), rejection.status(), headers, reason.text(), rejection.detail());
    }

    /** Answers a request that the server or no route serves, such as for an unknown path or by a wrong method. */
    HttpAnswer notServed(RequestFacts asked, int status, Map<String, String> headers, String reason, String detail) {
        Instant now = clock.instant();
        String id = asked.requestId();
        logs.refused(new RequestLog.RefusedRequest(now, id, "request_rejection", reason, "", asked.endpoint(), detail));
        logs.event(now, id, "request_rejection", "", "rejected");
        metrics.rejected(asked.endpoint(), reason);
        measured(asked, now, "", "rejected", status);
        return AnswerBodies.rejected(now, id, status, headers, reason, detail);
    }

    /**
     * Counts the answer to a request that read something.
     *
     * @return the answer as it was given
     */
    HttpAnswer answered(RequestFacts asked, HttpAnswer answer) {
        measured(asked, clock.instant(), "", "success", answer.status());
        return answer;
    }

    /** Counts a connection that was closed or refused because there were too many. */
    void crowded(CrowdingListener what) {
        figures.crowded(clock.instant());
        metrics.crowded(what);
        synchronized (crowding) {
            crowding.merge(what, 1L, Long::sum);
        }
    }

    /**
     * Logs what {@link #crowded} counted since the last call, in one line for each kind, however many connections there
     * were.
     */
    void logCrowding() {
        Map<CrowdingListener, Long> counts;
        synchronized (crowding) {
            counts = new EnumMap<>(crowding);
            crowding.clear();
        }
        Instant now = clock.instant();
        counts.forEach((what, count) -> {
            String detail = count + (count == 1 ? " connection " : " connections ") + sentence(what);
            logs.refused(
                    new RequestLog.RefusedRequest(now, "", CAPACITY, what.text(), "", RequestFacts.NOWHERE, detail));
            logs.event(now, "", CAPACITY, "", "rejected");
        });
    }

    private static String sentence(CrowdingListener what) {
        return switch (what) {
            case MADE_ROOM -> "without an authenticated request closed to make room: limits.connections are open";
            case SLOW_BODY -> "with a body on its way refused: one token or address held more than its share";
            case TURNED_AWAY -> "refused: limits.connections are open, each with an authenticated request";
        };
    }

    /** Counts a request that a bug kept the bridge from answering. */
    void failed() {
        figures.failed(clock.instant());
    }

    private void measured(RequestFacts asked, Instant now, String module, String status, int code) {
        double millis = millis(asked);
        metrics.answered(asked.endpoint(), code, millis / 1000);
        logs.measured(new RequestLog.Measurement(
                now,
                asked.requestId(),
                asked.endpoint(),
                module,
                status,
                Math.rint(millis * 1000) / 1000,
                ledger.pending()));
    }

    private double millis(RequestFacts asked) {
        return (nanoTime.getAsLong() - asked.nanos()) / NANOS_PER_MILLI;
    }

    private static JsonValue member(JsonObject payload, String name) {
        JsonValue value = payload.members().get(name);
        return value == null ? ModuleStates.NO_METRICS : value;
    }
}
