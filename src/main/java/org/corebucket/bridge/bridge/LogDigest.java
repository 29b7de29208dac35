package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;

/**
 * The size and digest of a closed log file, as the ledger records them: the payload of an entry of the endpoint
 * {@link #ENDPOINT}.
 *
 * @param node whose file it is; empty in a ledger of one node
 * @param file the log file, relative to the root
 * @param bytes its length
 * @param sha256 the digest of all its bytes
 */
record LogDigest(Optional<String> node, String file, long bytes, Sha256 sha256) {

    static final String ENDPOINT = "log-rotation";

    /** Reads a file, and describes it as it is now. */
    static LogDigest of(Deployment deployment, Optional<String> node, String file) throws IOException {
        FileState.Digested read = FileState.Digested.of(() -> TreeFiles.open(deployment.root(), file));
        return new LogDigest(node, file, read.size(), read.digest());
    }

    /** The session of the one entry that records a node's file. */
    static String session(String node, String file) {
        return UUID.nameUUIDFromBytes((ENDPOINT + "\n" + node + "\n" + file).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Reads a payload; empty if it is not that of a closed log. */
    static Optional<LogDigest> parse(byte[] payload) {
        try {
            JsonFields fields = JsonFields.of(Json.parse(payload, "the ledger"), "the ledger");
            return Optional.of(new LogDigest(
                    fields.has("node") ? Optional.of(fields.string("node")) : Optional.empty(),
                    fields.string("file"),
                    fields.wholeNumber("bytes"),
                    Sha256.parse(fields.string("sha256"))));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The payload, in canonical form. */
    byte[] payload() {
        String payload = "{\"bytes\": " + bytes + ", \"file\": " + Quoted.of(file)
                + node.map(name -> ", \"node\": " + Quoted.of(name)).orElse("") + ", \"sha256\": \"" + sha256.hex()
                + "\"}";
        return payload.getBytes(StandardCharsets.US_ASCII);
    }
}
