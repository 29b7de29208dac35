package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The conduit through which the library reads. It gives the library one whole head, and the bytes behind it only when
 * they are asked for, so that no request waits inside the library. Requests that came early wait here. After several
 * requests it rests, so that other connections have their turn.
 */
final class ClientSource extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private static final long REST_MILLIS = 1;

    private static final int PIECE = 16 * 1024;
    private static final ThreadLocal<ByteBuffer> PIECES =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE));
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Client client;
    private final HeadScanner heads;
    private final RequestTurn turn;

    /** The bytes that came and were not given to the library yet. */
    private ByteBuffer held = NOTHING;

    /** How many of the held bytes belong to a whole head. */
    private int head;

    /** The whole head, until the request's name is read from it. */
    private ByteBuffer known = NOTHING;

    private boolean wasGiven;
    private boolean isLookedAt;

    private boolean isWanted;
    private boolean isResting;

    ClientSource(StreamSourceConduit next, Client client, int headerBytes, RequestTurn turn) {
        super(next);
        this.client = client;
        this.heads = new HeadScanner(headerBytes);
        this.turn = turn;
    }

    /** Begins with the next request. */
    void nextRequest() {
        heads.reset();
        known = NOTHING;
        wasGiven = false;
        isLookedAt = false;
    }

    /** The name of a request that is refused now, as far as its head has come. */
    RequestName name() {
        return HeadLines.name(known.hasRemaining() ? known : held);
    }

    /** Drops the head, once the request's name is known. */
    void forgetHead() {
        known = NOTHING;
    }

    /** Drops all held bytes. */
    void drop() {
        held = NOTHING;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (client.isTaken()) {
            return 0;
        }
        if (!client.isBeforeBody()) {
            return held.hasRemaining() ? give(into, held.remaining()) : next.read(into);
        }
        int came = head > 0 ? head : find();
        if (head == 0) {
            return Math.min(came, 0);
        }
        int count = give(into, head);
        head -= count;
        wasGiven = head == 0;
        return count;
    }

    /**
     * Searches for a head in the held bytes, or else in what comes.
     *
     * @return negative at the end of the connection, 0 if nothing came or the request was refused, else positive
     */
    private int find() throws IOException {
        if (wasGiven) {
            client.refuse(400, "the head is malformed"); // here it has ended, and for the library it has not
            return 0;
        }
        if (!held.hasRemaining() || isLookedAt) {
            int came = fill();
            if (came <= 0) {
                return came;
            }
        }
        try {
            head = heads.find(held);
        } catch (MalformedHeadException e) {
            client.refuse(e.status(), e.detail());
            return 0;
        }
        isLookedAt = head == 0;
        if (heads.hasBegun()) {
            client.headBegins();
        }
        if (head > 0) {
            known = held.slice(held.position(), head);
            turn.take();
        }
        return 1;
    }

    private int fill() throws IOException {
        ByteBuffer piece = PIECES.get().clear();
        int came = next.read(piece);
        if (came > 0) {
            piece.flip();
            held = ByteBuffer.allocate(held.remaining() + came)
                    .put(held)
                    .put(piece)
                    .flip();
        }
        return came;
    }

    private int give(ByteBuffer into, int most) {
        int count = Math.min(most, into.remaining());
        into.put(into.position(), held, held.position(), count);
        into.position(into.position() + count);
        held.position(held.position() + count);
        if (!held.hasRemaining()) {
            held = NOTHING;
        }
        return count;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]);
            }
        }
        return 0;
    }

    @Override
    public void resumeReads() {
        if (client.isTaken()) {
            return;
        }
        isWanted = true;
        if (!isResting) {
            goOn();
        }
    }

    private void goOn() {
        boolean isThere = held.hasRemaining() && !isLookedAt;
        if (turn.isOver()) {
            rest();
        } else if (isThere) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    /**
     * Stops reading for a moment. The thread looks at its other sockets first only if this connection has nothing for
     * it to do.
     */
    private void rest() {
        isResting = true;
        next.suspendReads();
        client.thread().executeAfter(this::wake, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void wake() {
        isResting = false;
        turn.begin();
        if (isWanted && !client.isTaken()) {
            goOn();
        }
    }

    @Override
    public void suspendReads() {
        if (!client.isTaken()) {
            isWanted = false;
            next.suspendReads();
        }
    }

    @Override
    public void terminateReads() throws IOException {
        if (!client.isTaken()) {
            next.terminateReads();
        }
    }
}
