package org.corebucket.bridge.http.wire;

import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * How many requests of a connection were taken since its thread has last looked at its sockets. It does not look while it has
 * anything else to do, and a request that has come already is that: whoever sends requests faster than they are answered would
 * keep all others waiting.
 */
public final class RequestTurn extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private static final int MOST_REQUESTS = 16;

    private int taken;
    private boolean isWoken;

    private RequestTurn(StreamSourceConduit socket) {
        super(socket);
    }

    /** Counts on a connection from now on; to be called before anything else is put upon it. */
    public static RequestTurn of(StreamConnection socket) {
        RequestTurn turn = new RequestTurn(socket.getSourceChannel().getConduit());
        socket.getSourceChannel().setConduit(turn);
        turn.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(socket.getSourceChannel()));
        return turn;
    }

    /** Takes a request. */
    void take() {
        taken++;
    }

    /** Whether it is the others' turn. */
    boolean isOver() {
        return taken >= MOST_REQUESTS;
    }

    /** The others had theirs. */
    void begin() {
        taken = 0;
    }

    @Override
    public void wakeupReads() {
        isWoken = true;
        super.wakeupReads();
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        super.setReadReadyHandler(new ReadReadyHandler() {
            @Override
            public void readReady() {
                if (!isWoken) {
                    begin();
                }
                isWoken = false;
                handler.readReady();
            }

            @Override
            public void forceTermination() {
                handler.forceTermination();
            }

            @Override
            public void terminated() {
                handler.terminated();
            }
        });
    }
}
