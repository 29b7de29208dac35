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
 * One connection. It knows its phase, by when that must have ended, and how to take the connection from the library: what
 * ends a connection is always written by us, since the library closes at once, and a close with unread bytes destroys the
 * answer on its way (RFC 9112, section 9.6). All methods but the volatile readings run on the connection's IO thread.
 */
public final class Client {

    /** An answer of which nothing went for so long does not keep others out. */
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

    /** When the phase began, or bytes of an answer went last. */
    private volatile long moved = since;

    private volatile long deadline;
    private @Nullable RequestName request;
    private @Nullable Outflow outflow;
    private @Nullable Runnable onClose;

    Client(StreamConnection connection, RequestTurn turn, Clients clients) {
        this.connection = connection;
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        this.address =
                peer == null ? InetAddress.getLoopbackAddress() : peer.getAddress(); // none if it has gone already
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

    /** The two sides of TLS have agreed; where they do so again, the client has asked for it (RFC 9325, section 3.5). */
    void agreed(SslConnection tls) {
        if (phase == ExchangePhase.HANDSHAKE) {
            enter(ExchangePhase.IDLE);
        } else if (tls.getSslSession().getProtocol().equals("TLSv1.2")) {
            close();
        }
    }

    /** Goes on to another phase, which has its own time; head and body share theirs. */
    public void enter(ExchangePhase next) {
        long now = System.nanoTime();
        if (awaitsBody) {
            awaitsBody = false;
            clients.places().awaitsNoMore(this);
        }
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

    /** Says which request is there now, until the next one is waited for. */
    public void asked(RequestName name) {
        request = name;
        reading.forgetHead();
    }

    /** Says who sends the request; empty if nobody is known to. */
    public void sentBy(String who) {
        sender = who;
    }

    /** Says that the rest of the body has still to come. */
    public void awaitsBody() {
        if (!awaitsBody && !sender.isEmpty()) {
            awaitsBody = true;
            clients.places().awaits(this);
        }
    }

    /** Whether there is room for it, now that its request is there. */
    public boolean findsPlace() {
        return hasPlace || clients.places().take(this);
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
            RequestName name = request == null ? reading.name() : request;
            endWith(clients.refusals().bytes(status, detail, name));
        }
    }

    /** Refuses the request for want of a place. */
    public void turnAway() {
        clients.events().accept(CrowdingListener.TURNED_AWAY);
        refuse(503, "all connections that may be are taken");
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

    /** Takes the connection for an answer that goes on. */
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
        if (phase == ExchangePhase.IDLE || phase == ExchangePhase.HANDSHAKE) {
            enter(ExchangePhase.HEAD);
        }
    }

    /** Whether what the library reads is a head. */
    boolean isBeforeBody() {
        return phase == ExchangePhase.IDLE || phase == ExchangePhase.HEAD || phase == ExchangePhase.HANDSHAKE;
    }

    /** Bytes went: the client is there, but has no more than the phase's time. */
    void sent() {
        long now = System.nanoTime();
        moved = now;
        long untilIdle = now + clients.idleNanos();
        deadline = phase == ExchangePhase.STREAM ? untilIdle : earlier(untilIdle, since + clients.requestNanos());
    }

    /** A stream has nothing to send, and so nothing to wait for. */
    void quiet() {
        deadline = System.nanoTime() + Long.MAX_VALUE / 2;
    }

    /** All is written: the client gets a moment to close first, and another whenever some of what it still sends has come. */
    void lingers() {
        deadline = earlier(since + clients.requestNanos(), System.nanoTime() + clients.lingerNanos());
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /**
     * The library wants to write although no answer was given to it: it refuses on its own, and bare of a body. Of a head that
     * {@link HeadScanner} found no fault in, it asks no more than this.
     */
    void libraryRefuses() {
        thread().execute(() ->
                refuse(400, "Host is no name or address with a port, or the target has a % that encodes nothing"));
    }

    boolean libraryMayWrite() {
        return phase == ExchangePhase.ANSWER;
    }

    /** Whether a request of a known sender is being read or answered; an answer that nobody reads is neither. */
    boolean isInFlight() {
        return !sender.isEmpty()
                && switch (phase) {
                    case BODY, SERVICE, STREAM -> true;
                    case ANSWER -> System.nanoTime() - moved < UNREAD_NANOS;
                    case HANDSHAKE, IDLE, HEAD, ENDING -> false;
                };
    }

    /** Whether it is one of those who count. */
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

    /** Ends a phase that lasted too long. */
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

    /** Ends what has no request to finish. */
    void closeIfIdle() {
        if (isBeforeBody()) {
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
        if (awaitsBody) {
            awaitsBody = false;
            clients.places().awaitsNoMore(this);
        }
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
