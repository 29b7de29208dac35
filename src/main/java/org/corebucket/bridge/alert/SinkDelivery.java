package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.corebucket.bridge.alert.AlertDelivery.Enqueued;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.UtcTime;

/**
 * Delivers the messages of one sink, strictly in their order: while the oldest can't be delivered, no other one is tried. Only
 * one pass at a time runs on the whole host.
 */
final class SinkDelivery {

    private final String label;
    private final AlertQueue queue;
    private final AlertSink sink;
    private final DeliveryLog log;
    private final Clock clock;
    private final DoubleSupplier chance;
    private final Consumer<String> trouble;
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile FailedAttempts attempts;

    /**
     * A delivery from a queue to a sink. The first pass tries at once, whatever back-off an earlier process had reached, unless
     * the receiver asked to be left alone.
     *
     * @param chance gives a new random number from 0 to 1 each time
     * @param trouble is told of failures in one line
     */
    SinkDelivery(
            AlertQueue queue,
            AlertSink sink,
            DeliveryLog log,
            Clock clock,
            DoubleSupplier chance,
            Consumer<String> trouble) {
        this.label = queue.label();
        this.queue = queue;
        this.sink = sink;
        this.log = log;
        this.clock = clock;
        this.chance = chance;
        this.trouble = trouble;
        this.attempts = FailedAttempts.read(queue.directory())
                .orElse(FailedAttempts.NONE)
                .atStart();
    }

    /** Queues messages, unless the sink ended; {@code verify} reports such a sink. */
    List<Enqueued> enqueue(List<AlertMessage> messages) throws IOException {
        return isEnded() ? Collections.nCopies(messages.size(), new Enqueued.KnownAlert()) : queue.add(messages);
    }

    private boolean isEnded() {
        return EndedSink.read(queue.directory()).isPresent();
    }

    /** Queues a message even for a sink that ended, since it may be back. */
    void enqueueAnyway(AlertMessage message) throws IOException {
        EndedSink.forget(queue.directory());
        queue.add(List.of(message));
    }

    /** What became of a message. */
    AlertDelivery.Tried tried(AlertMessage message) throws IOException {
        Optional<EndedSink> ended = EndedSink.read(queue.directory());
        if (ended.isPresent()) {
            return new AlertDelivery.Tried(label, false, ended.get().reason());
        }
        List<AlertFileName> waiting = queue.waiting();
        int before = 0;
        while (before < waiting.size() && !waiting.get(before).id().equals(message.id())) {
            before++;
        }
        if (before == waiting.size()) {
            return new AlertDelivery.Tried(label, true, "");
        }
        FailedAttempts failed = attempts;
        String ahead = before == 0 ? "" : "it waits behind " + before + " others; ";
        String pause = failed.asked() ? "; it asked to be left alone until " + UtcTime.of(failed.next()) : "";
        return new AlertDelivery.Tried(label, false, failed.error().isEmpty() ? "" : ahead + failed.error() + pause);
    }

    /** Whether a pass would make an attempt now. */
    boolean isDue() throws IOException {
        return !busy.get() && attempts.isDue(clock.instant()) && hasWork();
    }

    boolean hasWork() throws IOException {
        return !isEnded()
                && !AlertQueue.names(AlertQueue.messages(queue.directory())).isEmpty();
    }

    /**
     * Delivers until no message waits, an attempt fails, or this thread is interrupted. If another pass is running, here or in
     * another process, this one does nothing.
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
            boolean leftAlone = attempts.asked() && !attempts.isDue(clock.instant());
            if (leftAlone || !hasWork()) {
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
            // The thread stays interrupted, so that its caller sees why the pass ended.
            return;
        } catch (IOException e) {
            failed("", "its queue can't be worked on: " + IoTrouble.words(e));
        }
    }

    /**
     * Delivers what waits, and what comes meanwhile. A message that can't be read is passed over: it stays queued, the others
     * do not wait for it, and the next pass tries again.
     */
    private void deliverAll() throws IOException, InterruptedException {
        Map<AlertFileName, IOException> unread = new LinkedHashMap<>();
        List<AlertFileName> waiting = queue.waiting();
        while (!waiting.isEmpty()) {
            for (AlertFileName name : waiting) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Optional<AlertMessage> message = read(name, unread);
                if (message.isPresent() && !deliver(name, message.get())) {
                    return;
                }
            }
            waiting = queue.waiting();
            waiting.removeAll(unread.keySet());
        }
        for (Map.Entry<AlertFileName, IOException> one : unread.entrySet()) {
            failed(one.getKey().id(), "it can't be read: " + IoTrouble.words(one.getValue()));
        }
    }

    private Optional<AlertMessage> read(AlertFileName name, Map<AlertFileName, IOException> unread)
            throws ClosedByInterruptException {
        try {
            return queue.read(name);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            unread.put(name, e);
            return Optional.empty();
        }
    }

    /**
     * Delivers one message. It is logged before it is removed: if a crash comes between, the second line in the log is true,
     * since the alert is sent twice.
     */
    private boolean deliver(AlertFileName name, AlertMessage message) throws IOException, InterruptedException {
        AlertSink.SinkOutcome outcome = sink.deliver(message);
        Instant now = clock.instant();
        if (outcome instanceof AlertSink.NotDelivered failed) {
            failed(message.id(), failed.reason());
            if (!failed.retryAfter().isZero()) {
                Instant until = now.plus(atMost(failed.retryAfter()));
                attempts = attempts.leftAlone(until, name.queuedAt().plus(UndeliveredAlerts.OVERDUE));
            }
            attempts.write(queue.directory());
            return false;
        }
        if (outcome instanceof AlertSink.NoLongerWanted gone) {
            new EndedSink(now, gone.reason()).write(queue.directory());
            trouble.accept("alerts to " + label + " end: " + gone.reason()
                    + "; take it out of the policy's alerts, and freeze");
            return false;
        }
        int before = attempts.isAt(message.id()) ? attempts.count() : 0;
        attempts = FailedAttempts.NONE;
        try {
            log.append(new DeliveryLog.DeliveryRecord(clock.instant(), label, name, message, before));
        } finally {
            queue.delivered(name);
        }
        return true;
    }

    /** Limits what the receiver asked for: a longer time is cut later anyway, and might be too long for a time at all. */
    private static Duration atMost(Duration asked) {
        return asked.compareTo(UndeliveredAlerts.OVERDUE) < 0 ? asked : UndeliveredAlerts.OVERDUE;
    }

    private void failed(String message, String reason) {
        Instant now = clock.instant();
        attempts = attempts.failed(message, now, reason, chance.getAsDouble());
        trouble.accept("alert not delivered to " + label + ": " + reason);
    }
}
