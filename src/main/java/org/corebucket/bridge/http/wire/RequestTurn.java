package org.corebucket.bridge.http.wire;

import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts the requests that were taken from a connection since its IO thread last looked at its sockets. The thread does
 * not look at them while it has other work, such as a request that has come already. So a client that sends requests
 * faster than they are answered would keep all others waiting.
 */
public final class RequestTurn extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private static final int MOST_REQUESTS = 16;

    private int taken;
    private boolean isWoken;

    private RequestTurn(StreamSourceConduit socket) {
        super(socket);
    }

    /** Counts on a connection from now on; to be called before any other conduit is set on it. */
    public static RequestTurn of(StreamConnection socket) {
        RequestTurn turn = new RequestTurn(socket.getSourceChannel().getConduit());
        socket.getSourceChannel().setConduit(turn);
        turn.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(socket.getSourceChannel()));
        return turn;
    }

    /** Counts a request. */
    void take() {
        taken++;
    }

    /** Whether it is the other connections' turn. */
    boolean isOver() {
        return taken >= MOST_REQUESTS;
    }

    /** Begins a new turn, once the others had theirs. */
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
