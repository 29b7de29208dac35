package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.bridge.state.FigureCounts;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.bridge.state.Warnings;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.Ledger;

/** {@code GET /core/health} (CONTRACT 6): the bridge's state, in figures that it measured. */
final class Health {

    private final GroupFigures figures;
    private final ModuleStates modules;
    private final Ledger ledger;
    private final BridgeLedger.StoreFacts store;
    private final LogHealth log;
    private final Warnings warnings;
    private final Clock clock;
    private final Instant started;

    Health(
            GroupFigures figures,
            ModuleStates modules,
            Ledger ledger,
            BridgeLedger.StoreFacts store,
            LogHealth log,
            Warnings warnings,
            Clock clock) {
        this.figures = figures;
        this.modules = modules;
        this.ledger = ledger;
        this.store = store;
        this.log = log;
        this.warnings = warnings;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** The health as of now. The status is always 200, since the bridge answered. */
    HttpAnswer answer() {
        Instant now = clock.instant();
        return AnswerBodies.json(200, Map.of(), json -> write(json, now));
    }

    /** The members of the answer. */
    void write(JsonWriter json, Instant now) throws IOException {
        GroupFigures.FigureSources sources = figures.sources();
        FigureCounts day = figures.day(now);
        json.field("status", ledger.trouble().isEmpty() && !log.isChanged() ? "ok" : "error")
                .field("timestamp", UtcTime.of(now))
                .field("uptime_s", Duration.between(started, now).toSeconds());
        json.field("last_sync_ts", AnswerBodies.timeOrNothing(modules.lastSync()))
                .field("pending_queue", ledger.pending())
                .field("ledger_entries", ledger.head().size())
                .field("error_count_24h", day.errors())
                .field("avg_latency_ms_24h", Math.rint(day.latencies().mean() * 1000) / 1000);
        json.beginObject("security")
                .field("signature_rejects_24h", day.signatures())
                .field("replay_rejects_24h", day.replays())
                .field("other_rejects_24h", day.others());
        json.beginObject("last_valid_signature_ts");
        for (Map.Entry<String, ModuleStates.ModuleState> module : modules.all().entrySet()) {
            json.field(module.getKey(), UtcTime.of(module.getValue().lastSigned()));
        }
        json.endObject();
        String lastNonce = modules.lastNonce().orElse(null);
        if (lastNonce == null) {
            json.nullField("last_nonce");
        } else {
            json.field("last_nonce", lastNonce);
        }
        json.endObject();
        List<String> sentences = new ArrayList<>(warnings.now(now).values());
        if (!sources.isComplete() && store.database().isPresent()) {
            sentences.add(
                    "the figures are those of this node alone, since the others' can't be read: " + sources.trouble());
        }
        json.strings("warnings", sentences);
        json.field("node", store.node()).field("store", store.kind());
        log.write(json);
        if (store.database().isPresent()) {
            json.beginObject("database")
                    .field("name", store.database().get())
                    .field("status", ledger.trouble().isEmpty() ? "ok" : "error")
                    .strings("weaknesses", store.weaknesses())
                    .endObject();
            json.beginObject("figures")
                    .strings("nodes", sources.nodes())
                    .field("complete", sources.isComplete())
                    .field("as_of", UtcTime.of(sources.asOf()))
                    .endObject();
        }
    }
}
