package org.corebucket.bridge.launch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.TreeRemoval;
import org.jspecify.annotations.Nullable;

/**
 * What one run has on disk: {@code ID.lock}, which its supervisor locks as long as it lives, and beside it the directory
 * {@code ID}, closed to all but its owner, with {@code run.json} and the staged files. The lock's file is made before the
 * directory, and removed after it, so that no directory is ever without one.
 */
public final class RunDirectory implements Closeable {

    private static final String LOCK = ".lock";
    private static final String RECORD = "run.json";
    private static final int RECORD_MODE = 0600;

    private final RunId id;
    private final Path directory;
    private final Path lockFile;
    private final DeploymentLock lock;
    private boolean kept;

    private RunDirectory(RunId id, Path runs, DeploymentLock lock) {
        this.id = id;
        this.directory = runs.resolve(id.text());
        this.lockFile = lockFile(runs, id);
        this.lock = lock;
    }

    /**
     * Makes the directory of a new run. It tries again if another process, which removes the traces of dead supervisors, took
     * the lock's file away before it was locked.
     */
    static RunDirectory make(Path runs) throws IOException {
        RunId id = RunId.random();
        try {
            RunDirectory made = new RunDirectory(id, runs, DeploymentLock.acquire(lockFile(runs, id)));
            if (made.create()) {
                return made;
            }
            return make(runs);
        } catch (LockHeldException e) {
            return make(runs);
        }
    }

    /** Makes the directory if the lock's file is still there. If not, or if making it fails, the lock is released. */
    private boolean create() throws IOException {
        boolean made = false;
        try {
            if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, StagedFiles.PRIVATE_DIRECTORY);
                made = true;
            }
        } finally {
            if (!made) {
                close();
            }
        }
        return made;
    }

    /**
     * Takes over the directory of a dead supervisor.
     *
     * @throws LockHeldException if the supervisor lives
     */
    static RunDirectory takeOver(Path runs, RunId id) throws IOException, LockHeldException {
        return new RunDirectory(id, runs, DeploymentLock.acquire(lockFile(runs, id)));
    }

    private static Path lockFile(Path runs, RunId id) {
        return runs.resolve(id.text() + LOCK);
    }

    /** The id in the name of a lock's file; null if it is not such a file. */
    static @Nullable RunId idOf(Path file) {
        String name = file.getFileName().toString();
        try {
            return name.endsWith(LOCK) ? new RunId(name.substring(0, name.length() - LOCK.length())) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static Path record(Path runs, RunId id) {
        return runs.resolve(id.text()).resolve(RECORD);
    }

    /** The run's id. */
    public RunId id() {
        return id;
    }

    /** The directory of the staged files. */
    public Path files() {
        return directory.resolve("files");
    }

    /** Writes to disk what runs here, in place of an earlier record. */
    public void register(RegisteredRun run) throws IOException {
        new DurableFiles(directory).write(directory.resolve(RECORD), run.json(), RECORD_MODE);
    }

    /** Keeps the directory when this is closed; the next process that looks for dead supervisors deals with it. */
    public void keep() {
        kept = true;
    }

    /** Removes everything, the lock's file last, and releases the lock. */
    @Override
    public void close() throws IOException {
        try {
            if (kept) {
                return;
            }
            TreeRemoval.remove(directory);
            Files.deleteIfExists(lockFile);
        } finally {
            lock.close();
        }
    }
}
