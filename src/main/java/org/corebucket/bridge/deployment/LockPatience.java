package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How long somebody waits for a lock: asked before the wait, and again whenever what it said is over. Its place in the queue stays. */
@FunctionalInterface
public interface LockPatience {

    /**
     * How long to wait on until this is asked again.
     *
     * @param holder who has the lock now, as its file says; not always known
     * @return zero or less to give up
     */
    Duration more(String holder) throws IOException;

    /** So long from now on, whatever happens. */
    static LockPatience atMost(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        return holder -> Duration.ofNanos(deadline - System.nanoTime());
    }

    /** So long with each holder: who hands the lock on lets all that wait come nearer. */
    static LockPatience withEachHolder(Duration patience) {
        return withEachHolder(patience, System::nanoTime);
    }

    /** The same by another clock, in nanoseconds. */
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

    /** How often somebody who waits looks whether it is still worth it. */
    Duration LOOK = Duration.ofSeconds(1);
}
