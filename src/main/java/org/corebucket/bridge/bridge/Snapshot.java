package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.bridge.state.FigureCounts;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.bridge.state.MinuteFigures;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.bridge.state.RecentRefusals;
import org.corebucket.bridge.bridge.state.Warnings;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/** All that the dashboard shows except the ledger's lines, as one JSON object on one line. */
public final class Snapshot {

    private static final double DIGITS = 1000;

    private final LiveMembers health;
    private final GroupFigures figures;
    private final RecentRefusals refusals;
    private final ModuleStates modules;
    private final Ledger ledger;
    private final Warnings warnings;

    /**
     * Takes the sources of a snapshot.
     *
     * @param health writes the members of {@code /core/health}
     */
    public Snapshot(
            LiveMembers health,
            GroupFigures figures,
            RecentRefusals refusals,
            ModuleStates modules,
            Ledger ledger,
            Warnings warnings) {
        this.health = health;
        this.refusals = refusals;
        this.figures = figures;
        this.modules = modules;
        this.ledger = ledger;
        this.warnings = warnings;
    }

    /**
     * The snapshot as of now.
     *
     * @param since from when on it has minutes; a viewer keeps those that it was sent before
     */
    String text(Instant since, Instant now) {
        return JsonWriter.object(json -> {
            json.beginObject("health");
            health.writeTo(json, now);
            json.endObject();
            thresholds(json);
            history(json, since, now);
            refusals(json);
            modules(json, now);
            Head head = ledger.head();
            json.beginObject("ledger")
                    .field("entries", head.size())
                    .field("head", head.hash())
                    .endObject();
        });
    }

    private void thresholds(JsonWriter json) throws IOException {
        json.beginObject("thresholds")
                .field("latency_ms", Warnings.SLOW_MILLIS)
                .field("rejects_a_minute", Warnings.MANY_REJECTS)
                .field("pending_queue", Warnings.LONG_QUEUE)
                .field("heartbeat_max_age_s", warnings.heartbeatMaxAge().toSeconds())
                .endObject();
    }

    private void history(JsonWriter json, Instant since, Instant now) throws IOException {
        json.beginArray("minutes");
        for (MinuteFigures minute : figures.history(since, now)) {
            FigureCounts counts = minute.counts();
            json.beginObject()
                    .field("minute", UtcTime.of(minute.minute()))
                    .field("accepted", counts.latencies().count())
                    .field("mean_ms", rounded(counts.latencies().mean()))
                    .field("p99_ms", rounded(counts.latencies().percentile(0.99)))
                    .field("signature", counts.signatures())
                    .field("replay", counts.replays())
                    .field("other", counts.otherRefusals())
                    .endObject();
        }
        json.endArray();
    }

    private void refusals(JsonWriter json) throws IOException {
        json.beginArray("refusals");
        for (RecentRefusals.RecentRefusal refusal : refusals.newest()) {
            json.beginObject()
                    .field("time", UtcTime.of(refusal.time()))
                    .field("reason", refusal.rejection().reason().text())
                    .field("module", refusal.rejection().module())
                    .field("endpoint", refusal.endpoint())
                    .endObject();
        }
        json.endArray();
    }

    private void modules(JsonWriter json, Instant now) throws IOException {
        Map<String, ModuleStates.ModuleState> states = modules.all();
        Set<String> names = new TreeSet<>(warnings.registered());
        names.addAll(states.keySet());
        json.beginArray("modules");
        for (String name : names) {
            json.beginObject()
                    .field("name", name)
                    .field("registered", warnings.registered().contains(name))
                    .field("late", warnings.isLate(name, now));
            module(json, states.get(name));
            json.endObject();
        }
        json.endArray();
    }

    private static void module(JsonWriter json, ModuleStates.@Nullable ModuleState state) throws IOException {
        json.field("updates", state == null ? 0 : state.syncs());
        time(json, "last_sync", Optional.ofNullable(state).map(ModuleStates.ModuleState::lastSync));
        time(json, "last_signed", Optional.ofNullable(state).map(ModuleStates.ModuleState::lastSigned));
        ModuleStates.LastHeartbeat heartbeat = state == null ? null : state.heartbeat();
        if (heartbeat == null) {
            json.nullField("heartbeat");
            return;
        }
        json.beginObject("heartbeat")
                .field("time", UtcTime.of(heartbeat.time()))
                .field("status", heartbeat.status())
                .field("metrics", heartbeat.metrics())
                .endObject();
    }

    private static void time(JsonWriter json, String name, Optional<Instant> time) throws IOException {
        if (time.isPresent()) {
            json.field(name, UtcTime.of(time.get()));
        } else {
            json.nullField(name);
        }
    }

    private static double rounded(double millis) {
        return Math.rint(millis * DIGITS) / DIGITS;
    }
}
