package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What the library reads through: it gets one whole head, and nothing behind it before that is asked for, so that no request
 * waits in the library for its turn. What has come of the next ones waits here, and rests when others are to have theirs.
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

    /** What came and was not asked for yet. */
    private ByteBuffer held = NOTHING;

    /** How many of them are of a whole head. */
    private int head;

    /** The whole head, while nobody else knows what its request is called. */
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

    /** The next head is another one. */
    void nextRequest() {
        heads.reset();
        known = NOTHING;
        wasGiven = false;
        isLookedAt = false;
    }

    /** What a request is called that is refused now, of which perhaps not all of the head has come. */
    RequestName name() {
        return HeadLines.name(known.hasRemaining() ? known : held);
    }

    /** The library has read the head, and what it is called is known. */
    void forgetHead() {
        known = NOTHING;
    }

    /** What came is of no use any more. */
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

    /** Looks for a head in what is there, or else in what comes; negative at the end. */
    private int find() throws IOException {
        if (wasGiven) {
            client.refuse(400, "the head is malformed"); // we saw its end, and the library does not
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

    /** Nothing but time lets the thread look at its other sockets first. */
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
