package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.Delivery;
import org.corebucket.bridge.client.outbox.DeliveryClock;
import org.corebucket.bridge.client.outbox.DeliveryListener;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxFullException;
import org.corebucket.bridge.client.outbox.RejectedUpdate;
import org.corebucket.bridge.client.outbox.RetryPolicy;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;

/**
 * The automation's way to the bridge. What became of an update is asked of the bridge: whoever sent it, this thread, another
 * or another process, its receipt is the proof.
 */
public final class OutboxUpdates implements UpdateSender {

    /** Of each module, the newest; an update that was just rejected is among them. */
    private static final int REJECTED = 1000;

    /** A job that takes too long, or a runner that is told to end, interrupts. */
    private static final StopSignal UNTIL_INTERRUPTED = () -> StopReason.NONE;

    private final Outbox outbox;
    private final BridgeApi bridge;
    private final InstantSource clock;
    private final ReentrantLock sending = new ReentrantLock();

    public OutboxUpdates(Outbox outbox, BridgeApi bridge, InstantSource clock) {
        this.outbox = outbox;
        this.bridge = bridge;
        this.clock = clock;
    }

    @Override
    public Sent deliver(Update update) throws IOException, InterruptedException {
        try {
            outbox.add(List.of(update));
        } catch (OutboxFullException e) {
            throw new IOException(e.getMessage(), e);
        }
        String trouble = send(update.module());
        Reply reply = bridge.receipt(update.module(), update.sessionId());
        if (reply instanceof Reply.Received received) {
            return new Sent.UpdateAccepted(received.seq(), received.hash());
        }
        Optional<String> rejected = rejected(update);
        if (rejected.isPresent()) {
            return new Sent.UpdateRejected(rejected.get());
        }
        return new Sent.UpdateQueued(trouble.isEmpty() ? "another process is sending what is in the outbox" : trouble);
    }

    /** Sends what waits, this update with it; one thread at a time, since one drain sends for all. */
    private String send(String module) throws IOException, InterruptedException {
        sending.lockInterruptibly();
        try {
            LastNote notes = new LastNote(Quoted.printable(module) + ": ");
            new Delivery(outbox, bridge, RetryPolicy.STANDARD, DeliveryClock.of(clock), UNTIL_INTERRUPTED, notes)
                    .drain(outbox.mark(), () -> false);
            return notes.last;
        } finally {
            sending.unlock();
        }
    }

    private Optional<String> rejected(Update update) throws IOException {
        for (RejectedUpdate rejected : outbox.rejected(REJECTED)) {
            if (rejected.module().equals(update.module())
                    && rejected.sessionId().equals(Optional.of(update.sessionId()))) {
                return Optional.of(rejected.reason());
            }
        }
        return Optional.empty();
    }

    /** The last thing that was said of one module. */
    private static final class LastNote implements DeliveryListener {

        private final String beginning;
        private volatile String last = "";

        LastNote(String beginning) {
            this.beginning = beginning;
        }

        @Override
        public void settled(boolean accepted) {
            // What became of the update at hand is asked of the bridge.
        }

        @Override
        public void note(String line) {
            if (line.startsWith(beginning)) {
                last = line.substring(beginning.length());
            }
        }
    }
}
