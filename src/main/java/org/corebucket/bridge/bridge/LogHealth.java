package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.witness.QuorumReading;
import org.corebucket.bridge.witness.WitnessRounds;

/**
 * What health says of the ledger as a log (CONTRACT 14): its last checkpoint, what each witness cosigned last, and up to where a
 * quorum did.
 *
 * @param log empty if the deployment has no log
 * @param witnesses empty if the log has none
 */
record LogHealth(Optional<SignedLog> log, Optional<WitnessRounds> witnesses) {

    /** Whether the ledger does not continue what was signed of it. */
    boolean isChanged() {
        return log.isPresent() && log.get().isChanged();
    }

    /** What is to be warned of, by names that stay the same while it lasts. */
    static Map<String, String> warnings(Optional<SignedLog> log, Optional<WitnessRounds> witnesses, Instant now) {
        Map<String, String> warnings = new TreeMap<>();
        log.flatMap(SignedLog::trouble)
                .ifPresent(words -> warnings.put("log", "nothing is signed of the ledger as a log: " + words));
        if (witnesses.isPresent()) {
            try {
                QuorumReading reading = witnesses.get().reading();
                reading.overdue(now).ifPresent(since -> warnings.put("witness-quorum", reading.missing(since)));
            } catch (IOException e) {
                warnings.put("witness-quorum", "nobody knows what the witnesses cosigned: " + IoTrouble.words(e));
            }
        }
        return warnings;
    }

    /** Writes the member {@code log}, if there is a log. */
    void write(JsonWriter json) throws IOException {
        if (log.isEmpty()) {
            return;
        }
        SignedLog own = log.get();
        json.beginObject("log")
                .field("origin", own.origin())
                .field("status", own.trouble().isEmpty() ? "ok" : "error");
        Optional<SignedNote> last = own.last();
        TreeHead head = last.isPresent() ? LogCheckpoints.head(last.get()) : null;
        json.field("size", head == null ? 0 : head.size());
        if (head == null) {
            json.nullField("root");
        } else {
            json.field("root", head.root().hex());
        }
        if (witnesses.isPresent()) {
            write(json, witnesses.get());
        }
        json.endObject();
    }

    private static void write(JsonWriter json, WitnessRounds witnesses) throws IOException {
        QuorumReading reading = witnesses.reading();
        json.beginObject("quorum")
                .field("size", reading.size())
                .field("waiting_since", reading.waitingSince().map(UtcTime::of).orElse(""))
                .endObject();
        json.beginArray("witnesses");
        for (WitnessRounds.WitnessState witness : witnesses.witnesses()) {
            Optional<QuorumReading.LastCosignature> last = witness.last();
            json.beginObject()
                    .field("name", witness.name())
                    .field("size", last.map(QuorumReading.LastCosignature::size).orElse(0L))
                    .field(
                            "time",
                            last.map(cosigned -> UtcTime.of(cosigned.time())).orElse(""))
                    .field("trouble", witness.trouble())
                    .endObject();
        }
        json.endArray();
    }
}
