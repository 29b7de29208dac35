package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DurableFiles;

/**
 * Asks whoever has a log, from another process, to sign a checkpoint soon. It is a file beside the log's; a request that nobody
 * takes does no harm, and one that is made again while it lies there is the same.
 */
public final class CheckpointRequest {

    private final Path directory;
    private final Path file;

    /**
     * A request to the log whose files are in that directory.
     *
     * @param directory of the tree's tiles
     */
    public CheckpointRequest(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("asked");
    }

    /** Asks. */
    public void make() throws IOException {
        DurableFiles.makeDirectories(directory);
        if (Files.notExists(file)) {
            Files.write(file, new byte[0]);
        }
    }

    /** Whether somebody asked since this was called last. */
    public boolean take() throws IOException {
        return Files.deleteIfExists(file);
    }
}
