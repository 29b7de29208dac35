package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.client.BackOff;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;

/** Sends one module's updates one by one: the next one is sent when the bridge has the one before, or has rejected it. */
final class ModuleDelivery {

    /** How many updates are sent before another module has its turn. */
    private static final int TURN = 256;

    /** Why it sends no more for now. */
    enum DeliveryState {
        /** Nothing waits. */
        EMPTY,
        /** More updates wait, but it is another module's turn. */
        MORE,
        /** The first update does not arrive, or the delivery must end. */
        LEFT
    }

    /** What the modules of one delivery share. */
    record SharedDelivery(
            Drain drain,
            BridgeApi bridge,
            RetryPolicy policy,
            DeliveryClock clock,
            StopSignal stop,
            DeliveryListener listener,
            AtomicLong accepted,
            AtomicLong rejected,
            AtomicBoolean reached,
            AtomicBoolean gaveUp,
            AtomicBoolean isStopped) {

        /** The state at the beginning of a delivery: nothing was sent yet, and the bridge has not answered yet. */
        SharedDelivery(
                Drain drain,
                BridgeApi bridge,
                RetryPolicy policy,
                DeliveryClock clock,
                StopSignal stop,
                DeliveryListener listener) {
            this(
                    drain,
                    bridge,
                    policy,
                    clock,
                    stop,
                    listener,
                    new AtomicLong(),
                    new AtomicLong(),
                    new AtomicBoolean(),
                    new AtomicBoolean(),
                    new AtomicBoolean());
        }
    }

    private final String module;
    private final SharedDelivery shared;
    private final BackOff backOff;
    private long progress;
    private int unanswered;

    ModuleDelivery(String module, SharedDelivery shared) {
        this.module = module;
        this.shared = shared;
        this.backOff = new BackOff(
                shared.policy().firstPause(),
                shared.policy().longestPause(),
                shared.clock().chance());
        this.progress = shared.clock().nanos().getAsLong();
    }

    String module() {
        return module;
    }

    /** Sends until no update waits, the module's turn is over, or an update does not arrive. */
    DeliveryState run() throws IOException, InterruptedException {
        progress = shared.clock().nanos().getAsLong();
        for (int sent = 0; sent < TURN; sent++) {
            Optional<WaitingUpdate> next = shared.drain().next(module);
            if (next.isEmpty()) {
                return DeliveryState.EMPTY;
            }
            if (!settle(next.get())) {
                return DeliveryState.LEFT;
            }
        }
        return DeliveryState.MORE;
    }

    /** Sends an update until it is settled; returns whether it has left the outbox. */
    private boolean settle(WaitingUpdate waiting) throws IOException, InterruptedException {
        boolean doubtful = waiting.attempted();
        Optional<UpdateResult.AttemptFailed> trouble = Optional.empty();
        while (shared.stop().ask() == StopReason.NONE) {
            UpdateResult result = doubtful ? ask(waiting.update()) : attempt(waiting);
            if (result instanceof UpdateResult.Settled) {
                shared.drain().received(waiting);
                return settled(shared.accepted(), true);
            }
            if (result instanceof UpdateResult.RejectedForGood rejected) {
                return reject(waiting, rejected.reason());
            }
            if (result instanceof UpdateResult.StoppedThere stopped) {
                shared.isStopped().set(true);
                shared.listener().note(Quoted.printable(module) + ": left in the outbox for now: " + stopped.why());
                return false;
            }
            doubtful = result instanceof UpdateResult.OutcomeUnknown
                    || (doubtful && result instanceof UpdateResult.AttemptFailed);
            if (result instanceof UpdateResult.OutcomeUnknown doubt) {
                // The receipt is asked for at once, but there is a pause before the update is sent again.
                trouble = Optional.of(new UpdateResult.AttemptFailed(doubt.why(), Optional.empty()));
                continue;
            }
            trouble = result instanceof UpdateResult.AttemptFailed failed ? Optional.of(failed) : trouble;
            if (trouble.isPresent() && !again(trouble.get())) {
                return false;
            }
        }
        return false;
    }

    private UpdateResult attempt(WaitingUpdate waiting) throws IOException, InterruptedException {
        shared.drain().attempting(waiting);
        Reply reply =
                shared.bridge().send(waiting.update(), () -> shared.drain().following(module));
        listen(reply);
        return UpdateResult.ofSent(reply);
    }

    private UpdateResult ask(Update update) throws InterruptedException {
        Reply reply = shared.bridge().receipt(update.module(), update.sessionId());
        listen(reply);
        return UpdateResult.ofAsked(reply);
    }

    private void listen(Reply reply) {
        if (reply instanceof Reply.BridgeUnreachable || reply instanceof Reply.Unsent) {
            unanswered++;
        } else {
            unanswered = 0;
            shared.reached().set(true);
        }
    }

    private boolean reject(WaitingUpdate waiting, String reason) throws IOException {
        shared.drain().rejected(waiting, reason, shared.clock().time().instant());
        shared.listener()
                .note(Quoted.printable(module) + ": rejected "
                        + Quoted.of(waiting.update().sessionId()) + ": " + reason);
        return settled(shared.rejected(), false);
    }

    private boolean settled(AtomicLong count, boolean accepted) {
        count.incrementAndGet();
        shared.listener().settled(accepted);
        progress = shared.clock().nanos().getAsLong();
        backOff.reset();
        return true;
    }

    /** Waits before the next attempt; returns whether to make one. */
    private boolean again(UpdateResult.AttemptFailed trouble) throws IOException, InterruptedException {
        Duration pause = backOff.pause(trouble.asked());
        boolean nobody =
                !shared.reached().get() && unanswered >= shared.policy().greetings();
        long waited = shared.clock().nanos().getAsLong() - progress;
        if (nobody || waited + pause.toNanos() > shared.policy().patience().toNanos()) {
            shared.gaveUp().set(true);
            shared.listener().note(Quoted.printable(module) + ": left in the outbox for now: " + trouble.why());
            return false;
        }
        return shared.stop().await(pause) == StopReason.NONE;
    }
}
