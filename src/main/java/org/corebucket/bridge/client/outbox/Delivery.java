package org.corebucket.bridge.client.outbox;

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
import java.util.function.BooleanSupplier;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.BridgeClient;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Sends the updates that wait in the outbox (CONTRACT 4): those of one module one by one and in order, several modules at the
 * same time. If a module's first update does not arrive, the module is left alone until the next delivery; the others are still
 * sent.
 */
public final class Delivery {

    /** How soon an update that is added meanwhile is noticed. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** How soon it is noticed that another process has given up the right to send, while this one still adds updates. */
    private static final Duration NEXT_TRY = Duration.ofMillis(100);

    /** How long the outbox may stand still while this process waits for the right to send. */
    private static final Duration STANDSTILL = Duration.ofSeconds(10);

    /**
     * How long updates may only be added and none sent, as when hundreds of processes that have just begun leave the sender no
     * processor time.
     */
    private static final Duration NOTHING_SENT = Duration.ofMinutes(5);

    private final Outbox outbox;
    private final BridgeApi bridge;
    private final RetryPolicy policy;
    private final DeliveryClock clock;
    private final StopSignal stop;
    private final DeliveryListener listener;

    /**
     * A delivery from this outbox to this bridge.
     *
     * @param stop ends the delivery early; every pause waits for it
     */
    public Delivery(
            Outbox outbox,
            BridgeApi bridge,
            RetryPolicy policy,
            DeliveryClock clock,
            StopSignal stop,
            DeliveryListener listener) {
        this.outbox = outbox;
        this.bridge = bridge;
        this.policy = policy;
        this.clock = clock;
        this.stop = stop;
        this.listener = listener;
    }

    /**
     * Sends until no update is left that can be sent, or the stop signal ends it. An attempt that has begun is finished, which
     * takes no longer than the client waits for an answer.
     *
     * <p>One process at a time has the right to send. While another one has it, this one waits. The wait ends when this process
     * has finished adding and everything that waited then has left the outbox. It also ends if for ten seconds nothing was
     * sent, nothing was added and the right did not change hands, or if nothing was sent for five minutes.
     *
     * @param since the outbox's mark from before the caller added anything
     * @param more whether the caller still adds updates
     */
    public DeliveryResult drain(OutboxMark since, BooleanSupplier more) throws IOException, InterruptedException {
        Turn turn = new Turn(more);
        Optional<Drain> right = tryWhileAdding(more);
        if (right.isEmpty()) {
            right = outbox.drain(turn);
        }
        if (right.isEmpty()) {
            DeliveryResult.OtherSender otherSender =
                    turn.isStuck ? DeliveryResult.OtherSender.STUCK : otherSender(since);
            return new DeliveryResult(0, 0, turn.isSent ? 0 : outbox.depth().total(), false, false, otherSender);
        }
        try (Drain drain = right.get()) {
            DeliveryResult.OtherSender otherSender = otherSender(since);
            ModuleDelivery.SharedDelivery shared =
                    new ModuleDelivery.SharedDelivery(drain, bridge, policy, clock, stop, listener);
            run(shared, more);
            drain.missing().forEach(listener::note);
            return result(shared, otherSender);
        }
    }

    /**
     * Tries to get the right again and again instead of waiting for it, as long as this process adds updates. Adding takes the
     * lock of changes, which the sender takes as well: if this process also waited for the sender's lock, the kernel would see
     * a deadlock of two processes, and refuse a lock to the sender.
     */
    private Optional<Drain> tryWhileAdding(BooleanSupplier more) throws IOException, InterruptedException {
        Optional<Drain> right = outbox.drain(LockPatience.atMost(Duration.ZERO));
        while (right.isEmpty() && more.getAsBoolean() && stop.await(NEXT_TRY) == StopReason.NONE) {
            right = outbox.drain(LockPatience.atMost(Duration.ZERO));
        }
        return right;
    }

    private DeliveryResult.OtherSender otherSender(OutboxMark since) throws IOException {
        OutboxMark now = outbox.mark();
        if (now.hasRejectedSince(since)) {
            return DeliveryResult.OtherSender.REJECTED;
        }
        return now.left() > since.left() ? DeliveryResult.OtherSender.SENT : DeliveryResult.OtherSender.NOTHING;
    }

    /** The wait for the right to send. It looks at the outbox only once a second, so that it does not slow down the sender. */
    private final class Turn implements LockPatience {

        private final BooleanSupplier more;
        private @Nullable OutboxMark goal;
        private long left = -1;
        private long added = -1;
        private String last = "";
        private long lastLeft;
        private long lastMove;
        private boolean isSent;
        private boolean isStuck;

        Turn(BooleanSupplier more) {
            this.more = more;
        }

        @Override
        public Duration more(String holder) throws IOException {
            boolean isAll = !more.getAsBoolean();
            OutboxMark now = outbox.mark();
            if (goal == null && isAll) {
                goal = now;
            }
            isSent = goal != null && now.isPast(goal);
            if (isSent || stop.ask() != StopReason.NONE) {
                return Duration.ZERO;
            }
            long time = clock.nanos().getAsLong();
            if (now.left() != left) {
                lastLeft = time;
            }
            if (now.left() != left || now.added() != added || !holder.equals(last)) {
                lastMove = time;
            }
            left = now.left();
            added = now.added();
            last = holder;
            Duration still = STANDSTILL.minusNanos(time - lastMove);
            Duration unsent = NOTHING_SENT.minusNanos(time - lastLeft);
            still = still.compareTo(unsent) < 0 ? still : unsent;
            isStuck = still.isNegative() || still.isZero();
            return still.compareTo(LockPatience.LOOK) < 0 ? still : LockPatience.LOOK;
        }
    }

    /** Sends what waits. When this returns or throws, no module's delivery uses the drain any more. */
    private void run(ModuleDelivery.SharedDelivery shared, BooleanSupplier more)
            throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(policy.connections(), Delivery::thread);
        try {
            new DeliveryRound(shared, threads).run(more);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(BridgeClient.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private DeliveryResult result(ModuleDelivery.SharedDelivery shared, DeliveryResult.OtherSender otherSender)
            throws IOException {
        return new DeliveryResult(
                shared.accepted().get(),
                shared.rejected().get() + shared.drain().unparsable(),
                outbox.depth().total(),
                shared.gaveUp().get(),
                shared.isStopped().get(),
                otherSender);
    }

    private static Thread thread(Runnable deliveries) {
        Thread thread = new Thread(deliveries, "delivery");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The modules of one delivery: which are being sent, and which are left alone until the next delivery.
     */
    private static final class DeliveryRound {

        private final ModuleDelivery.SharedDelivery shared;
        private final CompletionService<PausedModule> deliveries;
        private final Set<String> busy = new HashSet<>();
        private final Set<String> left = new HashSet<>();

        /** A module that nothing more is sent of for now, and why. */
        private record PausedModule(ModuleDelivery delivery, ModuleDelivery.DeliveryState state) {}

        DeliveryRound(ModuleDelivery.SharedDelivery shared, ExecutorService threads) {
            this.shared = shared;
            this.deliveries = new ExecutorCompletionService<>(threads);
        }

        void run(BooleanSupplier more) throws IOException, InterruptedException {
            boolean finished = false;
            while (!finished) {
                boolean told = shared.stop().ask() != StopReason.NONE;
                // This is asked before the outbox is read, so that everything that was added before the answer is seen.
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
                    submit(new ModuleDelivery(module, shared));
                }
            }
        }

        private void submit(ModuleDelivery delivery) {
            deliveries.submit(() -> new PausedModule(delivery, delivery.run()));
        }

        /** Waits until a module pauses, or it is time to look for new updates. */
        private void await() throws IOException, InterruptedException {
            if (busy.isEmpty()) {
                shared.stop().await(LOOK);
                return;
            }
            Future<PausedModule> ended = deliveries.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (ended == null) {
                return;
            }
            PausedModule paused = paused(ended);
            if (paused.state() == ModuleDelivery.DeliveryState.MORE
                    && shared.stop().ask() == StopReason.NONE) {
                submit(paused.delivery());
                return;
            }
            busy.remove(paused.delivery().module());
            if (paused.state() == ModuleDelivery.DeliveryState.LEFT) {
                left.add(paused.delivery().module());
            }
        }

        private static PausedModule paused(Future<PausedModule> ended) throws IOException, InterruptedException {
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
