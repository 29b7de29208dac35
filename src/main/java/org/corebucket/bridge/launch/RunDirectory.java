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
 * What one run has on disk: {@code ID.lock}, which its supervisor holds as long as it lives, and beside it the directory
 * {@code ID}, only for its owner, with {@code run.json} and the staged files. The lock is there before the directory, and
 * goes after it, so that no directory is ever without.
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

    /** Makes one for a new run; again if somebody who looks for dead owners came before its lock was held. */
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

    /** Makes the directory, if the lock's file still is there; else, or if that fails, lets go of the lock. */
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
     * Takes over what a dead supervisor left.
     *
     * @throws LockHeldException if it lives
     */
    static RunDirectory takeOver(Path runs, RunId id) throws IOException, LockHeldException {
        return new RunDirectory(id, runs, DeploymentLock.acquire(lockFile(runs, id)));
    }

    private static Path lockFile(Path runs, RunId id) {
        return runs.resolve(id.text() + LOCK);
    }

    /** The id that a lock's file stands for; null if it is none. */
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

    /** Where the staged files go. */
    public Path files() {
        return directory.resolve("files");
    }

    /** Says on disk what runs here; replaces what was said before. */
    public void register(RegisteredRun run) throws IOException {
        new DurableFiles(directory).write(directory.resolve(RECORD), run.json(), RECORD_MODE);
    }

    /** Lets it stay when it is closed, for whoever next looks for dead owners. */
    public void keep() {
        kept = true;
    }

    /** Removes everything, the lock last, and lets go of the lock. */
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
