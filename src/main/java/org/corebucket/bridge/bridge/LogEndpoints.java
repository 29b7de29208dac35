package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.Tile;

/**
 * Serves the ledger as a log ({@code c2sp.org/tlog-tiles}): its last checkpoint, its tiles, and the entries, each of which is the 32
 * bytes of a hash. What a checkpoint does not count is not there yet.
 */
final class LogEndpoints {

    private final Optional<SignedLog> log;
    private final String caching;

    /**
     * Serves a log.
     *
     * @param log empty if the deployment has none
     * @param isPublic whether anybody may see it, and so caches on the way may keep it for others
     */
    LogEndpoints(Optional<SignedLog> log, boolean isPublic) {
        this.log = log;
        this.caching = (isPublic ? "public" : "private") + ", max-age=31536000, immutable";
    }

    /** The last checkpoint, with all cosignatures that came; no cache may keep it. */
    Optional<HttpAnswer> checkpoint() {
        Optional<SignedNote> last = log.flatMap(SignedLog::last);
        return last.map(note -> new HttpAnswer(
                200, Map.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store"), note.bytes()));
    }

    /**
     * A tile, or the entries under one.
     *
     * @param path what follows {@code /log/tile/}
     */
    Optional<HttpAnswer> tile(String path) throws IOException {
        Optional<Tile> tile = Tile.parse(path);
        if (log.isEmpty() || tile.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> content = path.startsWith("entries/")
                ? log.get().entries(tile.get())
                : log.get().tile(tile.get());
        return content.map(bytes -> new HttpAnswer(
                200, Map.of("Content-Type", "application/octet-stream", "Cache-Control", caching), bytes));
    }
}
