package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.logs.ClosedLogs;

/**
 * Puts the digest of each log file that rotation closed into the ledger, once, signed by the bridge (CONTRACT 7). Which ones
 * it has, the ledger itself says: a crash between the rotation and the record leaves a file for the next round.
 */
final class ClosedLogRecords {

    static final String MODULE = "bridge";
    static final String ENDPOINT = "log-rotation";

    private static final int LARGEST = 1 << 30;

    private final Deployment deployment;
    private final RsaPrivateKey key;
    private final Clock clock;
    private final Set<String> recorded = new HashSet<>();

    ClosedLogRecords(Deployment deployment, RsaPrivateKey key, Clock clock) {
        this.deployment = deployment;
        this.key = key;
        this.clock = clock;
    }

    /** An entry that the ledger has had since before the start. */
    void remember(StoredEntry entry) {
        if (!entry.endpoint().equals(ENDPOINT)) {
            return;
        }
        try {
            if (Json.parse(entry.payload(), "the ledger") instanceof JsonObject payload
                    && payload.members().get("file") instanceof JsonString file) {
                recorded.add(file.text());
            }
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("the ledger gave a payload that is not JSON", e);
        }
    }

    /** Records what is not recorded yet. What the ledger has no room for now is left for the next time. */
    void record(Ledger ledger) throws IOException {
        for (String file : ClosedLogs.of(deployment)) {
            if (!recorded.contains(file)) {
                try {
                    ledger.append(entry(file)).join();
                } catch (LedgerBusyException | CompletionException e) {
                    // The ledger says itself what is wrong with it, and the files stay.
                    return;
                }
                recorded.add(file);
            }
        }
    }

    private NewEntry entry(String file) throws IOException {
        byte[] content = TreeFiles.read(deployment.root(), file, LARGEST);
        String payload = "{\"bytes\": " + content.length + ", \"file\": " + Quoted.of(file) + ", \"sha256\": \""
                + Sha256.of(content).hex() + "\"}";
        byte[] canonical = payload.getBytes(StandardCharsets.US_ASCII);
        return new NewEntry(
                clock.instant(),
                ENDPOINT,
                MODULE,
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                canonical,
                Base64.getEncoder().encodeToString(key.sign(canonical)),
                key.publicKey().fingerprint());
    }
}
