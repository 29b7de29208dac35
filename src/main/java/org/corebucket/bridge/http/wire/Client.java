package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.ssl.SslConnection;

/**
 * One connection, with its phase and the deadline of that phase. The last answer of a connection is always written by
 * this package and not by the library: the library would close at once, and a close with unread bytes destroys the
 * answer on its way (RFC 9112, section 9.6). All methods run on the connection's IO thread, except those that only read
 * a volatile field.
 */
public final class Client {

    /** After this time without a byte of the answer sent, the connection may have to make room for others. */
    private static final long UNREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamConnection connection;
    private final InetAddress address;
    private final StreamSourceConduit source;
    private final ClientSource reading;
    private final StreamSinkConduit sink;
    private final Clients clients;

    private volatile ExchangePhase phase;
    private volatile String sender = "";
    private volatile boolean hasPlace;
    private boolean awaitsBody;
    private volatile long since = System.nanoTime();

    /** When the phase began, or the last bytes of an answer were sent. */
    private volatile long moved = since;

    private volatile long deadline;
    private @Nullable RequestName request;
    private @Nullable Outflow outflow;
    private @Nullable Runnable onClose;

    Client(StreamConnection connection, RequestTurn turn, Clients clients) {
        this.connection = connection;
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        this.address = peer == null
                ? InetAddress.getLoopbackAddress()
                : peer.getAddress(); // null if the client has gone already
        this.clients = clients;
        this.source = connection.getSourceChannel().getConduit();
        this.sink = connection.getSinkChannel().getConduit();
        boolean isTls = connection instanceof SslConnection;
        this.phase = isTls ? ExchangePhase.HANDSHAKE : ExchangePhase.IDLE;
        this.deadline = since + (isTls ? clients.requestNanos() : clients.idleNanos());
        this.reading = new ClientSource(source, this, clients.headerBytes(), turn);
        connection.getSourceChannel().setConduit(reading);
        connection.getSinkChannel().setConduit(new ClientSink(sink, this));
    }

    /**
     * Takes the end of a TLS handshake. A second handshake was asked for by the client, which ends the connection
     * (CONTRACT 6; RFC 9325, section 3.5).
     */
    void agreed(SslConnection tls) {
        if (phase == ExchangePhase.HANDSHAKE) {
            enter(ExchangePhase.IDLE);
        } else if (tls.getSslSession().getProtocol().equals("TLSv1.2")) {
            close();
        }
    }

    /** Enters another phase, which has a deadline of its own; only head and body share one. */
    public void enter(ExchangePhase next) {
        long now = System.nanoTime();
        awaitNoBody();
        if (next != ExchangePhase.BODY || phase != ExchangePhase.HEAD) {
            deadline = now + (next == ExchangePhase.IDLE ? clients.idleNanos() : clients.requestNanos());
        }
        since = now;
        moved = now;
        if (next == ExchangePhase.IDLE) {
            request = null;
            sender = "";
            reading.nextRequest();
        }
        phase = next;
        if (next == ExchangePhase.IDLE && clients.isStopping()) {
            thread().execute(this::closeIfIdle);
        }
    }

    /** Sets the request that this exchange is about. */
    public void asked(RequestName name) {
        request = name;
        reading.forgetHead();
    }

    /** Sets the sender of the request; empty if it is not known. */
    public void sentBy(String who) {
        sender = who;
    }

    /** Records that the body is still arriving. */
    public void awaitsBody() {
        if (!awaitsBody && !sender.isEmpty()) {
            awaitsBody = true;
            clients.places().awaits(this);
        }
    }

    /** Whether the connection has or gets a place, now that its request has come. */
    public boolean findsPlace() {
        return hasPlace || clients.places().take(this);
    }

    /** Tells a client that waits for permission to send its body (RFC 9110, section 10.1.1). */
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
            RequestName name = request == null ? reading.name() : request;
            endWith(clients.refusals().bytes(status, detail, name));
        }
    }

    /** Refuses the request, because there are too many connections. */
    public void turnAway() {
        clients.events().accept(CrowdingListener.TURNED_AWAY);
        refuse(503, "too many connections are open; try again later");
    }

    /** Writes a whole answer, and ends the connection. */
    public void endWith(byte[] answer) {
        if (!isTaken()) {
            clients.places().giveUp(this);
            Outflow out = takeOver(ExchangePhase.ENDING);
            out.send(answer);
            out.end();
        }
    }

    /** Takes the connection from the library for an answer that goes on. */
    public Outflow stream() {
        return takeOver(ExchangePhase.STREAM);
    }

    private Outflow takeOver(ExchangePhase next) {
        enter(next);
        reading.drop();
        Outflow made = new Outflow(this, source, sink);
        outflow = made;
        return made;
    }

    /**
     * Whether the connection was taken from the library or is closed. Then the library's exchange on it no longer
     * counts.
     */
    public boolean isTaken() {
        return outflow != null || !connection.isOpen();
    }

    /** Sets the action for when the connection is closed, in place of the one before; null for none. */
    public void whenClosed(@Nullable Runnable action) {
        onClose = action;
    }

    /** Whether the server is stopping, so that this exchange is the connection's last. */
    public boolean isLast() {
        return clients.isStopping();
    }

    /** The connection's IO thread. */
    public XnioIoThread thread() {
        return connection.getIoThread();
    }

    /** Takes the first bytes of a request. */
    void headBegins() {
        if (phase == ExchangePhase.IDLE || phase == ExchangePhase.HANDSHAKE) {
            enter(ExchangePhase.HEAD);
        }
    }

    /** Whether the next bytes to read belong to a head. */
    boolean isBeforeBody() {
        return phase == ExchangePhase.IDLE || phase == ExchangePhase.HEAD || phase == ExchangePhase.HANDSHAKE;
    }

    /**
     * Extends the deadline, because the client took bytes of an answer. Unless the answer is a stream, the phase's own
     * deadline stays the latest.
     */
    void sent() {
        long now = System.nanoTime();
        moved = now;
        long untilIdle = now + clients.idleNanos();
        deadline = phase == ExchangePhase.STREAM ? untilIdle : earlier(untilIdle, since + clients.requestNanos());
    }

    /** Lifts the deadline of a stream that has nothing to send. */
    void quiet() {
        deadline = System.nanoTime() + Long.MAX_VALUE / 2;
    }

    /**
     * Sets the deadline once all is written. The client gets a moment to close first, and another one whenever bytes
     * that it still sends have come.
     */
    void lingers() {
        deadline = earlier(since + clients.requestNanos(), System.nanoTime() + clients.lingerNanos());
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /**
     * Refuses the request in place of the library, which tries to write a refusal of its own, without a body. The
     * detail names all that the library can still find wrong with a head that {@link HeadScanner} accepted.
     */
    void libraryRefuses() {
        thread().execute(() ->
                refuse(400, "Host is no name or address with a port, or the target has a % that encodes nothing"));
    }

    boolean libraryMayWrite() {
        return phase == ExchangePhase.ANSWER;
    }

    /**
     * Whether a request of a known sender is being read or answered. An answer that the client does not read does not
     * count.
     */
    boolean isInFlight() {
        return !sender.isEmpty()
                && switch (phase) {
                    case BODY, SERVICE, STREAM -> true;
                    case ANSWER -> System.nanoTime() - moved < UNREAD_NANOS;
                    case HANDSHAKE, IDLE, HEAD, ENDING -> false;
                };
    }

    /** Whether the connection holds one of the places. */
    boolean hasPlace() {
        return hasPlace;
    }

    void hasPlace(boolean has) {
        hasPlace = has;
    }

    String sender() {
        return sender;
    }

    InetAddress address() {
        return address;
    }

    boolean isClosed() {
        return !connection.isOpen();
    }

    ExchangePhase phase() {
        return phase;
    }

    long since() {
        return since;
    }

    boolean isOverdue(long now) {
        return now - deadline > 0;
    }

    /** Ends the phase if its deadline has passed. */
    void expire() {
        if (!isOverdue(System.nanoTime())) {
            return;
        }
        switch (phase) {
            case HEAD, BODY -> refuse(408, "the request took too long to arrive");
            case SERVICE -> refuse(503, "the answer took too long to make");
            case HANDSHAKE, IDLE, ANSWER, ENDING, STREAM -> close();
        }
    }

    /** Closes the connection unless it has a request. */
    void closeIfIdle() {
        if (isBeforeBody()) {
            close();
        }
    }

    /** Closes the connection unless it has a request, and ends a stream after what it has queued. */
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

    private void awaitNoBody() {
        if (awaitsBody) {
            awaitsBody = false;
            clients.places().awaitsNoMore(this);
        }
    }

    void closed() {
        awaitNoBody();
        clients.places().giveUp(this);
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
