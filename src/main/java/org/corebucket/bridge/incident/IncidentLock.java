package org.corebucket.bridge.incident;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.jspecify.annotations.Nullable;

/**
 * One writer of incidents at a time. It is not the deployment's lock: a freeze that takes minutes must keep nobody from
 * stopping.
 */
final class IncidentLock implements Closeable {

    private static final long PAUSE_MILLIS = 10;

    private final @Nullable DeploymentLock lock;

    private IncidentLock(@Nullable DeploymentLock lock) {
        this.lock = lock;
    }

    /**
     * Waits for the lock.
     *
     * @throws LockHeldException if somebody still holds it when the patience ends
     */
    static IncidentLock await(Deployment deployment, Duration patience) throws IOException, LockHeldException {
        Path file = deployment.incidents().resolve(".lock");
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return new IncidentLock(DeploymentLock.acquire(file));
            } catch (LockHeldException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** Waits as well, but goes on without the lock then: what must be recorded is recorded, if need be twice. */
    static IncidentLock awaitOrGoOn(Deployment deployment, Duration patience) throws IOException {
        try {
            return await(deployment, patience);
        } catch (LockHeldException e) {
            return new IncidentLock(null);
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the lock of the incidents");
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
