package org.corebucket.bridge.client.outbox;

/** Is told how a delivery proceeds, by several threads. */
public interface DeliveryListener {

    /** Told that one more update has left the outbox: its receipt is in hand, or it was rejected. */
    void settled(boolean accepted);

    /** Told something that an operator should know. */
    void note(String line);
}
