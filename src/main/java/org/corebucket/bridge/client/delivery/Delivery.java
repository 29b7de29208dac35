package org.corebucket.bridge.client.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.BridgeClient;
import org.corebucket.bridge.client.outbox.Drain;
import org.corebucket.bridge.client.outbox.Outbox;

/**
 * Sends what waits in the outbox (CONTRACT 4): one update of a module at a time, in order, several modules at once. A module
 * whose first update does not arrive is left alone until the next delivery, and keeps no other from being sent.
 */
public final class Delivery {

    /** How soon what is added meanwhile is noticed. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Outbox outbox;
    private final BridgeApi bridge;
    private final Pace pace;
    private final Means means;
    private final Onlooker onlooker;

    /** A delivery from this outbox to this bridge. */
    public Delivery(Outbox outbox, BridgeApi bridge, Pace pace, Means means, Onlooker onlooker) {
        this.outbox = outbox;
        this.bridge = bridge;
        this.pace = pace;
        this.means = means;
        this.onlooker = onlooker;
    }

    /**
     * Sends until nothing waits that could be sent, or it is time to end. What was begun is finished, which takes no longer than
     * the bridge's client waits for an answer.
     *
     * @param patience how long to wait for the right to send, which one process has at a time
     * @param more whether more is still being added
     * @return empty if another process had the right all that time
     */
    public Optional<Tally> drain(Duration patience, BooleanSupplier more) throws IOException, InterruptedException {
        Optional<Drain> right = outbox.drain(patience);
        if (right.isEmpty()) {
            return Optional.empty();
        }
        try (Drain drain = right.get()) {
            Lane.Shared shared = new Lane.Shared(
                    drain,
                    bridge,
                    pace,
                    means,
                    onlooker,
                    new AtomicLong(),
                    new AtomicLong(),
                    new AtomicBoolean(),
                    new AtomicBoolean());
            run(shared, more);
            drain.missing().forEach(onlooker::note);
            return Optional.of(tally(shared));
        }
    }

    /** When it returns, or throws, no lane uses the drain any more. */
    private void run(Lane.Shared shared, BooleanSupplier more) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(pace.connections(), Delivery::thread);
        try {
            new Round(shared, threads).run(more);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(BridgeClient.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Tally tally(Lane.Shared shared) throws IOException {
        return new Tally(
                shared.accepted().get(),
                shared.rejected().get() + shared.drain().unparsable(),
                outbox.depth().total(),
                shared.gaveUp().get());
    }

    private static Thread thread(Runnable lanes) {
        Thread thread = new Thread(lanes, "delivery");
        thread.setDaemon(true);
        return thread;
    }

    /** The lanes of one delivery: which are on their way, and which stand still until the next. */
    private static final class Round {

        private final Lane.Shared shared;
        private final CompletionService<Stand> lanes;
        private final Set<String> busy = new HashSet<>();
        private final Set<String> left = new HashSet<>();

        /** A lane that stands still. */
        private record Stand(Lane lane, Lane.State state) {}

        Round(Lane.Shared shared, ExecutorService threads) {
            this.shared = shared;
            this.lanes = new ExecutorCompletionService<>(threads);
        }

        void run(BooleanSupplier more) throws IOException, InterruptedException {
            boolean finished = false;
            while (!finished) {
                boolean told = shared.means().ending().isTold();
                // Asked before the look at what waits: what was added before the answer is seen.
                boolean open = more.getAsBoolean() && !told;
                if (!told) {
                    begin();
                }
                finished = busy.isEmpty() && !open;
                if (!finished) {
                    await();
                }
            }
        }

        private void begin() throws IOException {
            for (String module : shared.drain().modules()) {
                if (!left.contains(module) && busy.add(module)) {
                    submit(new Lane(module, shared));
                }
            }
        }

        private void submit(Lane lane) {
            lanes.submit(() -> new Stand(lane, lane.run()));
        }

        /** Until a lane stands still, or it is time to look for more. */
        private void await() throws IOException, InterruptedException {
            if (busy.isEmpty()) {
                shared.means().ending().await(LOOK);
                return;
            }
            Future<Stand> ended = lanes.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (ended == null) {
                return;
            }
            Stand stand = stand(ended);
            if (stand.state() == Lane.State.MORE && !shared.means().ending().isTold()) {
                submit(stand.lane());
                return;
            }
            busy.remove(stand.lane().module());
            if (stand.state() == Lane.State.LEFT) {
                left.add(stand.lane().module());
            }
        }

        private static Stand stand(Future<Stand> ended) throws IOException, InterruptedException {
            try {
                return ended.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException trouble) {
                    throw trouble;
                }
                if (e.getCause() instanceof RuntimeException bug) {
                    throw bug;
                }
                throw new IllegalStateException("a module's updates could not be sent: " + e.getCause(), e);
            }
        }
    }
}
