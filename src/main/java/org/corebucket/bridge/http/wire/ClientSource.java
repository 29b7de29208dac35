package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** What the library reads through: the client hears of every byte, and the library of none once it has lost the connection. */
final class ClientSource extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private final Client client;

    ClientSource(StreamSourceConduit next, Client client) {
        super(next);
        this.client = client;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (client.isTaken()) {
            return 0;
        }
        int count = next.read(into);
        if (count > 0) {
            client.received(count);
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
        if (!client.isTaken()) {
            next.resumeReads();
        }
    }

    @Override
    public void suspendReads() {
        if (!client.isTaken()) {
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
