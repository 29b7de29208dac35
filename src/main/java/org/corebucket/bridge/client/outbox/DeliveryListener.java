package org.corebucket.bridge.client.outbox;

/** Who sees a delivery go on. Called from several threads. */
public interface DeliveryListener {

    /** One more update has left the outbox: its receipt is in hand, or it was rejected. */
    void settled(boolean accepted);

    /** Something that an operator should know. */
    void note(String line);
}
