package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a process waits for a lock. It is asked before the wait, and again each time the duration that it gave is over. The
 * place in the queue is kept meanwhile.
 */
@FunctionalInterface
public interface LockPatience {

    /**
     * How much longer to wait before this is asked again.
     *
     * @param holder the process id of the lock's present holder, as its file says; empty if it is not known
     * @return zero or less to give up
     */
    Duration more(String holder) throws IOException;

    /** Waits for so long in all, counted from now. */
    static LockPatience atMost(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        return holder -> Duration.ofNanos(deadline - System.nanoTime());
    }

    /** Waits for so long on each holder: when the holder changes, the queue is moving, and the time begins anew. */
    static LockPatience withEachHolder(Duration patience) {
        return withEachHolder(patience, System::nanoTime);
    }

    /** The same, with another clock that counts nanoseconds. */
    static LockPatience withEachHolder(Duration patience, LongSupplier nanos) {
        return new LockPatience() {
            private String last = "";
            private long since = nanos.getAsLong();

            @Override
            public Duration more(String holder) {
                long now = nanos.getAsLong();
                if (!holder.equals(last)) {
                    last = holder;
                    since = now;
                }
                Duration more = patience.minusNanos(now - since);
                return more.compareTo(LOOK) < 0 ? more : LOOK;
            }
        };
    }

    /** How often a waiting process looks who holds the lock. */
    Duration LOOK = Duration.ofSeconds(1);
}
