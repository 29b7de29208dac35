package org.corebucket.bridge.client.outbox;

import java.time.Duration;

/** Who may end a delivery before its time; and how it passes time. */
public interface DeliveryEnd {

    /** Whether it is time to end: then nothing more is begun. */
    boolean isTold();

    /** Waits so long, or until it is time to end; says whether it is. */
    boolean await(Duration atMost) throws InterruptedException;
}
