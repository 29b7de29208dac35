package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.corebucket.bridge.alert.AlertDelivery.Enqueued;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;

/**
 * Brings one sink its messages, strictly in their order: while the oldest can't be delivered, none is tried before it.
 * One pass at a time runs, here and on the whole host.
 */
final class SinkDelivery {

    private final String label;
    private final AlertQueue queue;
    private final AlertSink sink;
    private final DeliveryLog log;
    private final Surroundings surroundings;
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile Attempts attempts;

    /**
     * What a delivery depends on besides its own files.
     *
     * @param chance a number from 0 to 1, another one each time
     * @param trouble is told on one line what no file could be told, such as that the disk is full
     */
    record Surroundings(Clock clock, DoubleSupplier chance, Consumer<String> trouble) {}

    /**
     * A delivery from a queue to a sink. The first pass tries at once, whenever the last process would have.
     */
    SinkDelivery(AlertQueue queue, AlertSink sink, DeliveryLog log, Surroundings surroundings) {
        this.label = queue.label();
        this.queue = queue;
        this.sink = sink;
        this.log = log;
        this.surroundings = surroundings;
        Attempts past = Attempts.read(queue.directory()).orElse(Attempts.NONE);
        this.attempts = new Attempts(past.id(), past.count(), past.last(), Instant.EPOCH, past.error());
    }

    List<Enqueued> enqueue(List<AlertMessage> messages) throws IOException {
        return queue.add(messages);
    }

    /** Whether a pass would try something now. */
    boolean isDue() throws IOException {
        return !busy.get() && attempts.isDue(surroundings.clock().instant()) && hasWork();
    }

    boolean hasWork() throws IOException {
        return !AlertQueue.names(AlertQueue.messages(queue.directory())).isEmpty();
    }

    /**
     * Delivers until nothing waits, an attempt fails, or this thread is interrupted. Another pass that is under way, here
     * or in another process, is left to it.
     */
    void pass() {
        if (busy.compareAndSet(false, true)) {
            try {
                passAlone();
            } finally {
                busy.set(false);
            }
        }
    }

    @SuppressWarnings("try") // the lock is only held
    private void passAlone() {
        try {
            if (!hasWork()) {
                return;
            }
            try (DeploymentLock lock = DeploymentLock.acquire(queue.directory().resolve(".lock"))) {
                queue.setStrangersAside();
                deliverAll();
            }
        } catch (LockHeldException e) {
            // Another process delivers them.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedByInterruptException e) {
            // It leaves the thread interrupted, so that whoever runs it sees why.
            return;
        } catch (IOException e) {
            failed("", "its queue can't be worked on: " + e);
        }
    }

    private void deliverAll() throws IOException, InterruptedException {
        List<AlertFileName> waiting = queue.waiting();
        while (!waiting.isEmpty()) {
            for (AlertFileName name : waiting) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Optional<AlertMessage> message = queue.read(name);
                if (message.isPresent() && !deliver(name, message.get())) {
                    return;
                }
            }
            waiting = queue.waiting();
        }
    }

    /** The log comes first: a line too many after a crash tells of an alert that did go out twice. */
    private boolean deliver(AlertFileName name, AlertMessage message) throws IOException, InterruptedException {
        AlertSink.Outcome outcome = sink.deliver(message);
        if (outcome instanceof AlertSink.Failed failed) {
            failed(message.id(), failed.reason());
            attempts.write(queue.directory());
            return false;
        }
        int before = attempts.isAt(message.id()) ? attempts.count() : 0;
        attempts = Attempts.NONE;
        try {
            log.append(new DeliveryLog.Entry(surroundings.clock().instant(), label, name, message, before));
        } finally {
            queue.delivered(name);
        }
        return true;
    }

    private void failed(String message, String reason) {
        Instant now = surroundings.clock().instant();
        attempts = attempts.failed(message, now, reason, surroundings.chance().getAsDouble());
        surroundings.trouble().accept("alert not delivered to " + label + ": " + reason);
    }
}
