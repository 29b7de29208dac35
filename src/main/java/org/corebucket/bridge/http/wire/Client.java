package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * One connection. It knows its phase, by when that must have ended, and how to take the connection from the library: what
 * ends a connection is always written by us, since the library closes at once, and a close with unread bytes destroys the
 * answer on its way (RFC 9112, section 9.6). All methods but the volatile readings run on the connection's IO thread.
 */
public final class Client {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamConnection connection;
    private final StreamSourceConduit source;
    private final ClientSource reading;
    private final StreamSinkConduit sink;
    private final Clients clients;

    private volatile Phase phase = Phase.IDLE;
    private volatile long since = System.nanoTime();
    private volatile long deadline;
    private @Nullable RequestName request;
    private @Nullable Outflow outflow;
    private @Nullable Runnable onClose;

    Client(StreamConnection connection, Turn turn, Clients clients) {
        this.connection = connection;
        this.clients = clients;
        this.source = connection.getSourceChannel().getConduit();
        this.sink = connection.getSinkChannel().getConduit();
        this.deadline = since + clients.idleNanos();
        this.reading = new ClientSource(source, this, clients.headerBytes(), turn);
        connection.getSourceChannel().setConduit(reading);
        connection.getSinkChannel().setConduit(new ClientSink(sink, this));
    }

    /** Goes on to another phase, which has its own time; head and body share theirs. */
    public void enter(Phase next) {
        long now = System.nanoTime();
        if (next != Phase.BODY || phase != Phase.HEAD) {
            deadline = now + (next == Phase.IDLE ? clients.idleNanos() : clients.requestNanos());
        }
        since = now;
        if (next == Phase.IDLE) {
            request = null;
            reading.nextRequest();
        }
        phase = next;
        if (next == Phase.IDLE && clients.isStopping()) {
            thread().execute(this::closeIfIdle);
        }
    }

    /** Says which request is there now, until the next one is waited for. */
    public void asked(RequestName name) {
        request = name;
    }

    /** Lets a client that asked first send its body (RFC 9110, section 10.1.1). */
    public void letContinue() throws IOException {
        ByteBuffer line = ByteBuffer.wrap(CONTINUE);
        sink.write(line);
        if (line.hasRemaining() || !sink.flush()) {
            throw new IOException("the client takes not even an interim answer");
        }
    }

    /** Refuses the request in the server's own name, and ends the connection. */
    public void refuse(int status, String detail) {
        if (!isTaken()) {
            endWith(clients.refusals().bytes(status, detail, request));
        }
    }

    /** Writes a whole answer, and ends the connection. */
    public void endWith(byte[] answer) {
        if (!isTaken()) {
            Outflow out = takeOver(Phase.ENDING);
            out.send(answer);
            out.end();
        }
    }

    /** Takes the connection for an answer that goes on. */
    public Outflow stream() {
        return takeOver(Phase.STREAM);
    }

    private Outflow takeOver(Phase next) {
        enter(next);
        reading.drop();
        Outflow made = new Outflow(this, source, sink);
        outflow = made;
        return made;
    }

    /** Whether the connection is ours, and the library's exchange on it void. */
    public boolean isTaken() {
        return outflow != null || !connection.isOpen();
    }

    /** What happens when the connection is gone; replaces what was said before. */
    public void whenClosed(@Nullable Runnable action) {
        onClose = action;
    }

    /** Whether the server is ending, so that this exchange is the connection's last. */
    public boolean isLast() {
        return clients.isStopping();
    }

    /** The thread on which everything about this connection happens. */
    public XnioIoThread thread() {
        return connection.getIoThread();
    }

    /** Some of a request came. */
    void headBegins() {
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD);
        }
    }

    /** Whether what the library reads is a head. */
    boolean isBeforeBody() {
        return phase == Phase.IDLE || phase == Phase.HEAD;
    }

    /** Bytes went: the client is there, but has no more than the phase's time. */
    void sent() {
        long now = System.nanoTime();
        long untilIdle = now + clients.idleNanos();
        deadline = phase == Phase.STREAM ? untilIdle : earlier(untilIdle, since + clients.requestNanos());
    }

    /** A stream has nothing to send, and so nothing to wait for. */
    void quiet() {
        deadline = System.nanoTime() + Long.MAX_VALUE / 2;
    }

    /** All is written: the client gets a moment to close first. */
    void lingers() {
        deadline = earlier(deadline, System.nanoTime() + clients.lingerNanos());
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** The library wants to write although no answer was given to it: it refuses on its own, and bare of a body. */
    void libraryRefuses() {
        thread().execute(() -> refuse(400, "the request is malformed"));
    }

    boolean libraryMayWrite() {
        return phase == Phase.ANSWER;
    }

    Phase phase() {
        return phase;
    }

    long since() {
        return since;
    }

    boolean isOverdue(long now) {
        return now - deadline > 0;
    }

    /** Ends a phase that lasted too long. */
    void expire() {
        if (!isOverdue(System.nanoTime())) {
            return;
        }
        switch (phase) {
            case HEAD, BODY -> refuse(408, "the request took too long to arrive");
            case SERVICE -> refuse(503, "the answer took too long to make");
            case IDLE, ANSWER, ENDING, STREAM -> close();
        }
    }

    /** Makes room, unless a request came meanwhile. */
    void closeIfIdle() {
        if (phase == Phase.IDLE || phase == Phase.HEAD) {
            close();
        }
    }

    /** Ends what has nothing to finish; a stream still sends what it holds. */
    void stop() {
        closeIfIdle();
        Outflow out = outflow;
        if (out != null) {
            out.end();
        }
    }

    void close() {
        IoUtils.safeClose(connection);
    }

    void closed() {
        Outflow out = outflow;
        if (out != null) {
            out.closed();
        }
        Runnable action = onClose;
        if (action != null) {
            action.run();
        }
    }
}
