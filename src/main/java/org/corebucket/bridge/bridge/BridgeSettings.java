package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.admission.FreshnessSettings;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.http.HttpLimits;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.logs.LogFiles;
import org.corebucket.bridge.policy.DurationText;

/**
 * The bridge's descriptor, {@code canonical/core_bucket_bridge.json}.
 *
 * @param place where the bridge listens
 * @param log how the ledger is shown as a log
 */
public record BridgeSettings(
        ListenAddress place,
        Limits limits,
        TokenSettings tokens,
        FreshnessSettings freshness,
        Storage storage,
        LogSettings log) {

    private static final long SCHEMA = 1;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Limits on what clients can make the bridge hold. */
    public record Limits(int bodyBytes, Duration requestTimeout, int connections, int pendingQueue) {}

    /**
     * How the ledger is written.
     *
     * @param segmentBytes how large a file of it becomes, if it is in files
     * @param database where it is shared with other nodes; empty if it is in files
     */
    public record Storage(long segmentBytes, Duration checkpointEvery, Optional<DatabaseSettings> database) {}

    /** Those of a deployment's bridge, as its file says now, sealed or not. */
    public static BridgeSettings of(Deployment deployment) throws IOException, MalformedJsonException {
        return read(
                TreeFiles.read(deployment.root(), Deployment.BRIDGE, Deployment.LARGEST_SETTINGS), Deployment.BRIDGE);
    }

    /**
     * Reads a descriptor strictly.
     *
     * @param source how messages name the descriptor
     * @throws MalformedJsonException names the line of the flaw
     */
    public static BridgeSettings read(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        if (fields.wholeNumber("schema") != SCHEMA) {
            throw refused(fields, "schema", "is not 1", "write 1, or use the version of bridgectl that it is for");
        }
        ListenAddress place = ListenAddress.read(fields);
        Limits limits = limits(fields.object("limits"));
        TokenSettings tokens = TokenSettings.of(fields.object("tokens"));
        FreshnessSettings freshness = FreshnessSettings.of(fields.object("freshness"));
        Storage storage = storage(fields.object("ledger"));
        LogSettings log = LogSettings.read(fields);
        fields.refuseOthers();
        return new BridgeSettings(place, limits, tokens, freshness, storage, log);
    }

    private static Limits limits(JsonFields fields) throws MalformedJsonException {
        Limits limits = new Limits(
                number(fields, "body_bytes", 1024, 1 << 20),
                DurationText.read(fields, "request_timeout"),
                number(fields, "connections", 1, 65_536),
                number(fields, "pending_queue", 1, 1 << 16));
        fields.refuseOthers();
        return limits;
    }

    private static Storage storage(JsonFields fields) throws MalformedJsonException {
        if (!fields.string("path").equals(LogFiles.LEDGER)) {
            throw refused(
                    fields, "path", "is not " + LogFiles.LEDGER, "write that: all else looks for the ledger there");
        }
        Storage storage = new Storage(
                number(fields, "segment_bytes", 1 << 16, (int) LedgerOptions.SEGMENT_BYTES),
                DurationText.read(fields, "checkpoint_every"),
                DeploymentLedger.database(fields));
        fields.refuseOthers();
        return storage;
    }

    private static int number(JsonFields fields, String name, int least, int most) throws MalformedJsonException {
        long number = fields.wholeNumber(name);
        if (number < least || number > most) {
            throw refused(fields, name, "is not from " + least + " to " + most, "correct it");
        }
        return (int) number;
    }

    private static MalformedJsonException refused(JsonFields fields, String name, String problem, String remedy) {
        return fields.refused(name, fields.line(name), problem, remedy);
    }

    HttpLimits httpLimits() {
        return new HttpLimits(limits.bodyBytes(), HEADER_BYTES, limits.connections(), IDLE, limits.requestTimeout());
    }
}
