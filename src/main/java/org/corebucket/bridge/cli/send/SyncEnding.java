package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.time.Duration;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.client.outbox.DeliveryEnd;
import org.corebucket.bridge.incident.EmergencyStop;
import org.jspecify.annotations.Nullable;

/** A signal, or the emergency stop, which is looked for every second. */
final class SyncEnding implements DeliveryEnd {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ProcessSignals signal;
    private final @Nullable EmergencyStop stop;
    private volatile boolean stopped;
    private long nextLook = System.nanoTime();

    SyncEnding(ProcessSignals signal, @Nullable EmergencyStop stop) {
        this.signal = signal;
        this.stop = stop;
    }

    @Override
    public boolean isTold() {
        return signal.isTold() || isStopped();
    }

    /** Whether the emergency stop is what ends it. That nobody can tell is no permission to go on. */
    synchronized boolean isStopped() {
        long now = System.nanoTime();
        if (stop == null || stopped || now - nextLook < 0) {
            return stopped;
        }
        nextLook = now + SECOND.toNanos();
        try {
            stopped = stop.inForce();
        } catch (IOException e) {
            stopped = true;
        }
        return stopped;
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        Duration left = atMost;
        while (!isTold() && !left.isNegative() && !left.isZero()) {
            Duration slice = left.compareTo(SECOND) < 0 ? left : SECOND;
            signal.await(slice);
            left = left.minus(slice);
        }
        return isTold();
    }
}
