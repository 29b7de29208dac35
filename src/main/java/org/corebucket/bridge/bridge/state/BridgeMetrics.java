package org.corebucket.bridge.bridge.state;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.corebucket.bridge.http.wire.CrowdingListener;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.witness.QuorumReading;
import org.corebucket.bridge.witness.WitnessRounds;

/** The metrics that Prometheus reads, in its text format 0.0.4. No label has a value that a stranger chose. */
public final class BridgeMetrics {

    /** The content type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter rejections;
    private final Counter crowding;
    private final Histogram latency;

    /** Makes the metrics. Those of the ledger and the modules are computed when they are read. */
    public BridgeMetrics(Ledger ledger, ModuleStates modules, Clock clock) {
        rejections = Counter.builder()
                .name("bridgectl_rejections_total")
                .help("Refused requests")
                .labelNames("endpoint", "reason")
                .register(registry);
        crowding = Counter.builder()
                .name("bridgectl_crowded_connections_total")
                .help("Connections that were closed or refused because there were too many")
                .labelNames("outcome")
                .register(registry);
        for (CrowdingListener what : CrowdingListener.values()) {
            crowding.initLabelValues(what.text());
        }
        latency = Histogram.builder()
                .name("bridgectl_request_duration_seconds")
                .help("Time from a request's head to its answer")
                .unit(Unit.SECONDS)
                .labelNames("endpoint", "status")
                .classicOnly()
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
                .register(registry);
        gauge("bridgectl_pending_entries", "Entries that wait for the disk", ledger::pending);
        gauge(
                "bridgectl_ledger_entries",
                "Entries in the ledger",
                () -> ledger.head().size());
        gauge(
                "bridgectl_ledger_available",
                "1 if the ledger takes entries",
                () -> ledger.trouble().map(LedgerTrouble::takesEntries).orElse(true) ? 1 : 0);
        GaugeWithCallback.builder()
                .name("bridgectl_heartbeat_age_seconds")
                .help("Time since a module's last heartbeat")
                .unit(Unit.SECONDS)
                .labelNames("module")
                .callback(callback -> modules.all().forEach((name, state) -> {
                    ModuleStates.LastHeartbeat last = state.heartbeat();
                    if (last != null) {
                        callback.call(
                                Duration.between(last.time(), clock.instant()).toMillis() / 1000.0, name);
                    }
                }))
                .register(registry);
    }

    /** Shows how far the log's witnesses have come, too. Their names are those of the sealed policy. */
    public void show(WitnessRounds witnesses) {
        gauge("bridgectl_log_quorum_entries", "Entries of the log that a quorum of witnesses cosigned", () -> {
            try {
                return witnesses.reading().size();
            } catch (IOException e) {
                return Double.NaN;
            }
        });
        GaugeWithCallback.builder()
                .name("bridgectl_witness_cosigned_entries")
                .help("Entries of the log that a witness cosigned last")
                .labelNames("witness")
                .callback(callback ->
                        cosigned(witnesses).forEach((name, last) -> callback.call((double) last.size(), name)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("bridgectl_witness_cosigned_timestamp_seconds")
                .help("When a witness cosigned last, in seconds since 1970")
                .unit(Unit.SECONDS)
                .labelNames("witness")
                .callback(callback -> cosigned(witnesses)
                        .forEach((name, last) ->
                                callback.call((double) last.time().getEpochSecond(), name)))
                .register(registry);
    }

    private static Map<String, QuorumReading.LastCosignature> cosigned(WitnessRounds witnesses) {
        try {
            return witnesses.reading().last();
        } catch (IOException e) {
            return Map.of(); // health says why
        }
    }

    /** Gives a number as of now. */
    private interface Figure {
        double now();
    }

    private void gauge(String name, String help, Figure figure) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(figure.now()))
                .register(registry);
    }

    /** Counts a request that was answered. */
    public void answered(String endpoint, int status, double seconds) {
        latency.labelValues(endpoint, Integer.toString(status)).observe(seconds);
    }

    /** Counts a request that was refused. */
    public void rejected(String endpoint, String reason) {
        rejections.labelValues(endpoint, reason).inc();
    }

    /** Counts a connection that was closed to make room, or found none. */
    public void crowded(CrowdingListener what) {
        crowding.labelValues(what.text()).inc();
    }

    /** All metrics as of now. */
    public byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4096);
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toByteArray();
    }
}
