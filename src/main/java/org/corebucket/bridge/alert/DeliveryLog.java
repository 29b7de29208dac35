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

/** What was delivered, when and where to: a JSON document a line, in a file and the one before it. */
final class DeliveryLog {

    private final Path file;
    private final long limit;

    /**
     * The log of a deployment.
     *
     * @param limit at how many bytes a new file is begun
     */
    DeliveryLog(Deployment deployment, long limit) {
        this.file = deployment.path(AlertTarget.QUEUES + "/delivered.jsonl");
        this.limit = limit;
    }

    /**
     * One message that was delivered.
     *
     * @param sink as people know it
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

    /** Another process may have had the same thought; the size is looked at again once nobody else can act on it. */
    @SuppressWarnings("try") // the lock is only held
    private void rotate() throws IOException {
        try (DeploymentLock lock = DeploymentLock.acquire(file.resolveSibling(".delivered.lock"))) {
            if (Files.size(file) >= limit) {
                DurableFiles.move(file, file.resolveSibling("delivered.1.jsonl"));
            }
        } catch (LockHeldException e) {
            // Whoever holds it does the same.
            return;
        }
    }
}
