package org.corebucket.bridge.process;

import java.time.Duration;

/** The clock of code that waits. It is passed in, so that a test need not wait. */
public interface WaitingClock {

    /** Nanoseconds since some moment; only differences count. */
    long nanos();

    /**
     * Lets time pass.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void pause(Duration duration) throws InterruptedException;

    /** The machine's clock. */
    static WaitingClock system() {
        return new WaitingClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }
        };
    }
}
