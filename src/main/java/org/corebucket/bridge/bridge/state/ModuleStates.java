package org.corebucket.bridge.bridge.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.ModuleEntries;
import org.corebucket.bridge.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger records of each module. It is rebuilt from the ledger at the start and updated with each entry. Any
 * thread may use it.
 */
public final class ModuleStates {

    /** A module's last heartbeat. */
    public record LastHeartbeat(Instant time, String status, JsonValue metrics) {}

    /**
     * The state of one module.
     *
     * @param syncs how many updates of the module the ledger has
     * @param lastSync when the last update was accepted
     * @param lastSigned when the last update or heartbeat was accepted
     * @param heartbeat its last heartbeat
     */
    public record ModuleState(
            long syncs,
            @Nullable Instant lastSync,
            Instant lastSigned,
            @Nullable LastHeartbeat heartbeat) {}

    /** The metrics of a heartbeat that has none. */
    public static final JsonObject NO_METRICS = new JsonObject(Map.of(), 1);

    private final Map<String, ModuleState> states = new TreeMap<>();
    private @Nullable Instant lastSync;
    private @Nullable String lastNonce;
    private long syncs;

    /** Takes an entry that the ledger already had at the start. */
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

    /** Whatever was known gives way to what a ledger says that others append to as well. */
    public synchronized void replace(List<ModuleEntries> entries) {
        states.clear();
        syncs = 0;
        lastSync = null;
        lastNonce = null;
        List<ModuleEntries> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong(one -> one.last().seq()));
        for (ModuleEntries one : inOrder) {
            remember(one.last());
            if (one.last().endpoint().equals(Endpoint.UPDATE.route())) {
                String module = one.last().module();
                ModuleState last = Objects.requireNonNull(states.get(module));
                states.put(module, new ModuleState(one.count(), last.lastSync(), last.lastSigned(), last.heartbeat()));
                syncs += one.count() - 1;
            }
        }
    }

    private static JsonObject payload(StoredEntry entry) {
        try {
            return (JsonObject) Json.parseStored(entry.payload(), "the ledger");
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("the ledger gave a payload that is not JSON", e);
        }
    }

    /** Takes an update that the ledger has recorded. */
    public synchronized void updated(Instant time, String module, String nonce) {
        ModuleState old = states.get(module);
        states.put(
                module,
                new ModuleState(old == null ? 1 : old.syncs() + 1, time, time, old == null ? null : old.heartbeat()));
        lastSync = time;
        lastNonce = nonce;
        syncs++;
    }

    /** Takes a heartbeat that the ledger has recorded. */
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

    /** The states of all modules that have an entry in the ledger, by name. */
    public synchronized Map<String, ModuleState> all() {
        return new LinkedHashMap<>(states);
    }

    /** When the last update of any module was accepted; empty if none was. */
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
