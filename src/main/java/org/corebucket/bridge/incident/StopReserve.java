package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;

/**
 * Reserved room on the deployment's disk for the records of an emergency stop: a file that is removed when there is no other
 * room for incident and marker (CONTRACT 10). Without it, a stop can't be recorded on a full disk; what runs is ended all the
 * same.
 */
public final class StopReserve {

    /** The file's path, relative to the root. */
    public static final String FILE = "manifests/.stop-reserve";

    private static final int BYTES = 256 * 1024;

    private final Path file;

    /** The reserve of a deployment. */
    public StopReserve(Deployment deployment) {
        this.file = deployment.path(FILE);
    }

    /** Whether it can be used. */
    public boolean isThere() {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes the file, durably, unless it is there.
     *
     * @throws IOException if there is no room; then nothing of the file is left
     */
    public void keep() throws IOException {
        if (isThere()) {
            return;
        }
        DurableFiles.makeDirectories(DurableFiles.directoryOf(file));
        Files.deleteIfExists(file);
        boolean whole = false;
        try {
            fill();
            whole = true;
        } catch (IOException e) {
            throw IoTrouble.located(file.toString(), e);
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
        DurableFiles.syncDirectory(DurableFiles.directoryOf(file));
    }

    /** Fills the file with random bytes, which no file system can compress. */
    private void fill() throws IOException {
        byte[] bytes = new byte[BYTES];
        new Random(BYTES).nextBytes(bytes);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(file, options)) {
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
    }

    /**
     * Removes the file, so that its room is free.
     *
     * @return whether there was a file to remove
     */
    boolean release() {
        try {
            return DurableFiles.remove(file);
        } catch (IOException e) {
            // The file could not be removed, so there is no more room than before.
            return false;
        }
    }
}
