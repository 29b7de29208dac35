package org.corebucket.bridge.http;

/**
 * An answer that goes on until either side ends it. It holds a bounded number of bytes for its client, and no thread.
 */
public interface HttpStream {

    /**
     * Queues bytes in order, from any thread, without waiting. A client that reads so slowly that the buffer is full is
     * disconnected, so that it never gets a stream with holes.
     *
     * @return whether the bytes were queued; {@code false} once the stream is closed
     */
    boolean send(byte[] bytes);

    /** Ends the answer after the queued bytes; does nothing if it has ended. */
    void close();

    /**
     * Sets the action that runs once when the stream has ended, or at once if it has ended already. The action must not
     * block.
     */
    void onClose(Runnable action);
}
