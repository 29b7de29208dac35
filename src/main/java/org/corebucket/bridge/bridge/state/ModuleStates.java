package org.corebucket.bridge.bridge.state;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;

/** What the ledger says of the modules: rebuilt from it at start, and kept up with it. Safe for use by many threads. */
public final class ModuleStates {

    /** A module's last heartbeat. */
    public record LastHeartbeat(Instant time, String status, JsonValue metrics) {}

    /**
     * One module, as it stands.
     *
     * @param syncs how many updates of it the ledger has
     * @param lastSync when the last was accepted
     * @param lastSigned when anything of it was last accepted
     */
    public record ModuleState(
            long syncs,
            @Nullable Instant lastSync,
            Instant lastSigned,
            @Nullable LastHeartbeat heartbeat) {}

    /** What a heartbeat that sends none is taken to send. */
    public static final JsonObject NO_METRICS = new JsonObject(Map.of(), 1);

    private final Map<String, ModuleState> states = new TreeMap<>();
    private @Nullable Instant lastSync;
    private @Nullable String lastNonce;
    private long syncs;

    /** An entry that the ledger has had since before the start. */
    public void remember(StoredEntry entry) {
        if (entry.endpoint().equals(Endpoint.UPDATE.route())) {
            updated(entry.timestamp(), entry.module(), entry.nonce());
        } else if (entry.endpoint().equals(Endpoint.HEARTBEAT.route())) {
            JsonObject payload = payload(entry);
            JsonValue metrics = payload.members().get("metrics");
            heard(
                    entry.timestamp(),
                    entry.module(),
                    entry.nonce(),
                    payload.members().get("status") instanceof JsonString status ? status.text() : "",
                    metrics == null ? NO_METRICS : metrics);
        }
    }

    private static JsonObject payload(StoredEntry entry) {
        try {
            return (JsonObject) Json.parseStored(entry.payload(), "the ledger");
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("the ledger gave a payload that is not JSON", e);
        }
    }

    /** An update that the ledger has. */
    public synchronized void updated(Instant time, String module, String nonce) {
        ModuleState old = states.get(module);
        states.put(
                module,
                new ModuleState(old == null ? 1 : old.syncs() + 1, time, time, old == null ? null : old.heartbeat()));
        lastSync = time;
        lastNonce = nonce;
        syncs++;
    }

    /** A heartbeat that the ledger has. */
    public synchronized void heard(Instant time, String module, String nonce, String status, JsonValue metrics) {
        ModuleState old = states.get(module);
        states.put(
                module,
                new ModuleState(
                        old == null ? 0 : old.syncs(),
                        old == null ? null : old.lastSync(),
                        time,
                        new LastHeartbeat(time, status, metrics)));
        lastNonce = nonce;
    }

    /** All modules that were ever heard of, by name. */
    public synchronized Map<String, ModuleState> all() {
        return new LinkedHashMap<>(states);
    }

    /** When the last update of any module was accepted. */
    public synchronized Optional<Instant> lastSync() {
        return Optional.ofNullable(lastSync);
    }

    /** The nonce that was accepted last; empty if none was. */
    public synchronized Optional<String> lastNonce() {
        return Optional.ofNullable(lastNonce);
    }

    /** How many updates the ledger has. */
    public synchronized long syncs() {
        return syncs;
    }
}
