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
 * The lock that lets one process at a time write incidents. It is not the deployment's lock, since a freeze that takes minutes
 * must not delay an emergency stop.
 */
final class IncidentLock implements Closeable {

    private final @Nullable DeploymentLock lock;

    private IncidentLock(@Nullable DeploymentLock lock) {
        this.lock = lock;
    }

    /**
     * Waits for the lock.
     *
     * @throws LockHeldException if another process still holds it when the patience ends
     */
    static IncidentLock await(Deployment deployment, Duration patience) throws IOException, LockHeldException {
        Path file = deployment.incidents().resolve(".lock");
        try {
            return new IncidentLock(DeploymentLock.await(file, patience));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the lock of the incidents");
        }
    }

    /**
     * Waits in the same way, but goes on without the lock when the patience ends: an incident must be recorded, even if that
     * happens twice.
     */
    static IncidentLock awaitOrGoOn(Deployment deployment, Duration patience) throws IOException {
        try {
            return await(deployment, patience);
        } catch (LockHeldException e) {
            return new IncidentLock(null);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
