package org.corebucket.bridge.client.outbox;

/** Is told how a delivery goes on. Called from several threads. */
public interface DeliveryListener {

    /** One more update has left the outbox: its receipt is in hand, or it was rejected. */
    void settled(boolean accepted);

    /** Something that an operator should know. */
    void note(String line);
}
