package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * Writes the last bytes of a connection: an answer after which the connection ends, or a stream. What the client still
 * sends is discarded. After the last byte the server's half is closed, and the whole connection only when the client
 * has closed its half or its time for that is over.
 */
public final class Outflow implements ReadReadyHandler, WriteReadyHandler {

    /** How many bytes a slow client of a stream can make the server hold. */
    private static final int MOST_QUEUED = 256 * 1024;

    /** How many bytes of an unwanted body are discarded before other connections have their turn. */
    private static final int MOST_DISCARDED = 512 * 1024;

    private static final int PIECE = 16 * 1024;
    private static final ThreadLocal<ByteBuffer> PIECES =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE));

    private final Client client;
    private final StreamSourceConduit source;
    private final StreamSinkConduit sink;
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private int queued;
    private boolean ending;
    private boolean ended;
    private boolean halfClosed;
    private @Nullable Runnable onClose;

    Outflow(Client client, StreamSourceConduit source, StreamSinkConduit sink) {
        this.client = client;
        this.source = source;
        this.sink = sink;
        // Nothing is read before all is written, since the client's half may end first.
        source.suspendReads();
        source.setReadReadyHandler(this);
        sink.setWriteReadyHandler(this);
    }

    /**
     * Queues bytes, from any thread; see {@code HttpStream#send}. If nothing is queued, any number of bytes is taken.
     */
    public boolean send(byte[] bytes) {
        synchronized (queue) {
            if (ending || ended) {
                return false;
            }
            if (!queue.isEmpty() && queued + bytes.length > MOST_QUEUED) {
                ending = true;
                run(client::close);
                return false;
            }
            queue.add(ByteBuffer.wrap(bytes));
            queued += bytes.length;
        }
        run(this::pump);
        return true;
    }

    /** Ends the connection after the queued bytes, from any thread. */
    public void end() {
        synchronized (queue) {
            ending = true;
        }
        run(this::pump);
    }

    /** Sets the action that runs once when the connection is closed, or at once if it is closed already. */
    public void onClose(Runnable action) {
        synchronized (queue) {
            if (!ended) {
                onClose = action;
                return;
            }
        }
        action.run();
    }

    private void run(Runnable onThread) {
        if (Thread.currentThread() == client.thread()) {
            onThread.run();
        } else {
            client.thread().execute(onThread);
        }
    }

    private void pump() {
        if (ended) {
            return;
        }
        try {
            if (halfClosed || (written() && ended())) {
                discard();
            }
        } catch (IOException e) {
            client.close(); // the client has gone: there is nobody to tell
        }
    }

    private boolean written() throws IOException {
        ByteBuffer next = peek();
        while (next != null) {
            if (sink.write(next) > 0) {
                client.sent();
            }
            if (next.hasRemaining()) {
                sink.resumeWrites();
                return false;
            }
            remove(next);
            next = peek();
        }
        return true;
    }

    private @Nullable ByteBuffer peek() {
        synchronized (queue) {
            return queue.peek();
        }
    }

    private void remove(ByteBuffer sent) {
        synchronized (queue) {
            queue.remove();
            queued -= sent.capacity();
        }
    }

    /**
     * Flushes what was written, and closes the server's half if that was all.
     *
     * @return whether all of it has left the server
     */
    private boolean ended() throws IOException {
        boolean last;
        synchronized (queue) {
            last = ending && queue.isEmpty();
        }
        if (last) {
            sink.terminateWrites();
        }
        if (!sink.flush()) {
            sink.resumeWrites();
            return false;
        }
        sink.suspendWrites();
        if (last) {
            halfClosed = true;
            client.lingers();
        } else {
            client.quiet();
        }
        return true;
    }

    private void discard() throws IOException {
        int discarded = 0;
        int count = source.read(PIECES.get().clear());
        while (count > 0 && discarded < MOST_DISCARDED) {
            discarded += count;
            count = source.read(PIECES.get().clear());
        }
        if (discarded > 0 && halfClosed) {
            client.lingers();
        }
        if (count < 0) {
            client.close();
        } else {
            source.resumeReads();
        }
    }

    @Override
    public void readReady() {
        try {
            discard();
        } catch (IOException e) {
            client.close(); // as above
        }
    }

    @Override
    public void writeReady() {
        pump();
    }

    @Override
    public void forceTermination() {
        client.close();
    }

    @Override
    public void terminated() {
        // the connection's own close listener says so
    }

    void closed() {
        Runnable action;
        synchronized (queue) {
            ended = true;
            queue.clear();
            action = onClose;
            onClose = null;
        }
        if (action != null) {
            action.run();
        }
    }
}
