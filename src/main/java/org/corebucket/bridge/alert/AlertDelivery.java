package org.corebucket.bridge.alert;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.policy.Policy;

/**
 * Delivers alerts to every sink of the policy (CONTRACT 10). A message is on disk before {@link #enqueue} returns. It goes to
 * each sink at least once, in order, with the same id each time, however often this process dies in between.
 *
 * <p>Each sink has a thread of its own, so that one that takes its whole time-out delays neither the others nor the caller of
 * {@link #tick}.
 */
public final class AlertDelivery implements Closeable {

    private static final Duration LAST_ATTEMPTS = Duration.ofSeconds(5);
    private static final Duration TO_LET_GO = Duration.ofSeconds(1);
    private static final long LOG_LIMIT = 1 << 20;
    private static final long BETWEEN_LOOKS_NANOS = 50_000_000;

    private final List<SinkDelivery> sinks;
    private final Consumer<String> trouble;
    private final ExecutorService threads;

    /** What became of a message at one sink. */
    public sealed interface Enqueued {

        /** It was put into the queue, and is on disk. */
        record QueuedAlert() implements Enqueued {}

        /** It need not be queued: it is in the queue already, it was delivered, or the sink ended. */
        record KnownAlert() implements Enqueued {}

        /**
         * The queue is full. The message may be offered again later.
         *
         * @param reason in one sentence, with the queue and its limit
         */
        record RefusedAlert(String reason) implements Enqueued {}
    }

    /**
     * A delivery to the sinks of a verified policy. A changed policy needs a new one.
     *
     * @param trouble is told of each failed attempt in one line, by any thread
     */
    public AlertDelivery(Deployment deployment, List<Policy.Alert> alerts, Host host, Consumer<String> trouble) {
        this(sinks(deployment, alerts, host, trouble), trouble, Executors.newCachedThreadPool(AlertDelivery::thread));
    }

    /** A delivery whose passes run on given threads. */
    AlertDelivery(List<SinkDelivery> sinks, Consumer<String> trouble, ExecutorService threads) {
        this.sinks = List.copyOf(sinks);
        this.trouble = trouble;
        this.threads = threads;
    }

    private static List<SinkDelivery> sinks(
            Deployment deployment, List<Policy.Alert> alerts, Host host, Consumer<String> trouble) {
        DeliveryLog log = new DeliveryLog(deployment, LOG_LIMIT);
        Map<String, SinkDelivery> sinks = new LinkedHashMap<>();
        for (Policy.Alert alert : alerts) {
            AlertTarget target = new AlertTarget(alert);
            AlertQueue queue =
                    new AlertQueue(target.directory(deployment), target.label(), host.clock(), AlertQueue.LIMIT);
            AlertSink sink = target.sink(deployment, host);
            sinks.put(
                    target.key(),
                    new SinkDelivery(
                            queue,
                            sink,
                            log,
                            host.clock(),
                            () -> ThreadLocalRandom.current().nextDouble(),
                            trouble));
        }
        return List.copyOf(sinks.values());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "alerts");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Puts messages into the queue of every sink, unless they are there or were delivered. So after a crash a caller may simply
     * offer all of them again. If one sink's queue can't be written, the others get the messages all the same.
     *
     * @return what became of each message at each sink, sink by sink
     * @throws IOException if some queue can't be written
     */
    public List<Enqueued> enqueue(List<AlertMessage> messages) throws IOException {
        List<Enqueued> outcomes = new ArrayList<>();
        IOException problem = null;
        for (SinkDelivery sink : sinks) {
            try {
                outcomes.addAll(sink.enqueue(messages));
            } catch (IOException e) {
                problem = problem == null ? e : problem;
            }
        }
        if (problem != null) {
            throw problem;
        }
        return outcomes;
    }

    /** Begins the attempts that are due, and does not wait for them. It must be called about once a second. */
    public void tick() {
        for (SinkDelivery sink : sinks) {
            try {
                if (!threads.isShutdown() && sink.isDue()) {
                    threads.execute(sink::pass);
                }
            } catch (IOException e) {
                trouble.accept("the alerts that wait can't be read: " + IoTrouble.words(e));
            }
        }
    }

    /**
     * Tries each sink once, all at the same time, without regard to back-off. It is for a process that ends soon: what can't be
     * delivered within the budget is left to the watch.
     *
     * @return whether no alert waits any more
     */
    public boolean deliverOnce(Duration budget) throws IOException {
        List<Callable<Void>> passes = new ArrayList<>();
        for (SinkDelivery sink : sinks) {
            passes.add(() -> {
                sink.pass();
                return null;
            });
        }
        try {
            threads.invokeAll(passes, budget.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean waiting = false;
        for (SinkDelivery sink : sinks) {
            waiting |= sink.hasWork();
        }
        return !waiting;
    }

    /**
     * What became of a message at one sink.
     *
     * @param label the sink's name for people
     * @param trouble why it is not delivered; empty if that is not known yet
     */
    public record Tried(String label, boolean delivered, String trouble) {}

    /**
     * Sends one message to every sink, even to one that ended, since it may be back. If it can't be delivered, it stays queued.
     *
     * @param budget how long that may take, even if another process delivers at the same time
     */
    public List<Tried> tryOut(AlertMessage message, Duration budget) throws IOException {
        for (SinkDelivery sink : sinks) {
            sink.enqueueAnyway(message);
        }
        long end = System.nanoTime() + budget.toNanos();
        List<Tried> tried = new ArrayList<>();
        boolean known = false;
        while (!known) {
            deliverOnce(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
            tried.clear();
            known = System.nanoTime() >= end;
            boolean all = true;
            for (SinkDelivery sink : sinks) {
                Tried one = sink.tried(message);
                tried.add(one);
                all &= one.delivered() || !one.trouble().isEmpty();
            }
            known |= all;
            if (!known) {
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            }
        }
        return tried;
    }

    /** Begins no more attempts, gives running ones 5 seconds, and then interrupts them. Alerts that wait stay on disk. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(TO_LET_GO.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
