package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * Records which messages were delivered, when and to which sink: one JSON document on each line. There is the present file and
 * the previous one.
 */
final class DeliveryLog {

    private final Path file;
    private final long limit;

    /**
     * The log of a deployment.
     *
     * @param limit the size in bytes at which a new file is begun
     */
    DeliveryLog(Deployment deployment, long limit) {
        this.file = file(deployment);
        this.limit = limit;
    }

    /** The present file of a deployment's log. */
    static Path file(Deployment deployment) {
        return deployment.path(AlertTarget.QUEUES + "/delivered.jsonl");
    }

    /**
     * One message that was delivered.
     *
     * @param sink its name for people
     * @param failed how many attempts failed before
     */
    record DeliveryRecord(Instant time, String sink, AlertFileName name, AlertMessage message, int failed) {

        private String json() throws IOException {
            return JsonWriter.object(json -> json.field("timestamp", UtcTime.of(time))
                    .field("id", message.id())
                    .field("type", message.type().text())
                    .field("sink", sink)
                    .field("queued_at", UtcTime.of(name.queuedAt()))
                    .field("attempts", failed + 1L));
        }
    }

    /** Appends a line. */
    synchronized void append(DeliveryRecord entry) throws IOException {
        new SharedLineFile(OwnerOnly.file(file)).append(entry.json());
        if (Files.size(file) >= limit) {
            rotate();
        }
    }

    /**
     * Begins a new file if it is time. Another process may be doing so as well, so the size is looked at again under the lock.
     */
    @SuppressWarnings("try") // the lock is only held
    private void rotate() throws IOException {
        try (DeploymentLock lock = DeploymentLock.acquire(file.resolveSibling(".delivered.lock"))) {
            if (Files.size(file) >= limit) {
                DurableFiles.move(file, file.resolveSibling("delivered.1.jsonl"));
            }
        } catch (LockHeldException e) {
            // The process that holds the lock does the same.
            return;
        }
    }
}
