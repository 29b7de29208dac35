package org.corebucket.bridge.http;

/** An answer that goes on. It holds a bounded number of bytes for its client, and no thread. */
public interface HttpStream {

    /**
     * Queues bytes in order, from any thread, without waiting. A client that takes them so slowly that the buffer is
     * full is disconnected: it must come again, and is not given a stream with holes.
     *
     * @return whether they were taken; {@code false} once the stream is closed, for whatever reason
     */
    boolean send(byte[] bytes);

    /** Ends the answer after what was queued; does nothing if it has ended. */
    void close();

    /** Called once when the stream has ended for whatever reason; at once if it has already. Must not block. */
    void onClose(Runnable action);
}
