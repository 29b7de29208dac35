package org.corebucket.bridge.client.delivery;

/** Who sees a delivery go on. Called from several threads. */
public interface Onlooker {

    /** Nobody looks. */
    Onlooker NONE = new Onlooker() {
        @Override
        public void settled(boolean accepted) {}

        @Override
        public void note(String line) {}
    };

    /** One more update has left the outbox: its receipt is in hand, or it was rejected. */
    void settled(boolean accepted);

    /** Something that an operator should know. */
    void note(String line);
}
