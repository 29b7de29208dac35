package org.corebucket.bridge.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The conduit through which the library writes an answer of the service. A refusal that the library makes itself is
 * held back for good, which also keeps the library from closing, and the {@link Client} refuses instead.
 */
final class ClientSink extends AbstractStreamSinkConduit<StreamSinkConduit> {

    private final Client client;
    private boolean refusing;

    ClientSink(StreamSinkConduit next, Client client) {
        super(next);
        this.client = client;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return (int) write(new ByteBuffer[] {bytes}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        if (isHeldBack()) {
            return 0;
        }
        long count = next.write(bytes, offset, length);
        if (count > 0) {
            client.sent();
        }
        return count;
    }

    private boolean isHeldBack() {
        if (client.isTaken() || refusing) {
            return true;
        }
        if (!client.libraryMayWrite()) {
            refusing = true;
            client.libraryRefuses();
        }
        return refusing;
    }

    @Override
    public int writeFinal(ByteBuffer bytes) throws IOException {
        return Conduits.writeFinalBasic(this, bytes);
    }

    @Override
    public long writeFinal(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, bytes, offset, length);
    }

    @Override
    public long transferFrom(FileChannel from, long position, long count) {
        throw new UnsupportedOperationException("answers are bytes, never files");
    }

    @Override
    public long transferFrom(StreamSourceChannel from, long count, ByteBuffer through) {
        throw new UnsupportedOperationException("answers are bytes, never channels");
    }

    @Override
    public boolean flush() throws IOException {
        return !isOurs() && next.flush();
    }

    @Override
    public void terminateWrites() throws IOException {
        if (!isOurs()) {
            next.terminateWrites();
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        if (!isOurs()) {
            next.truncateWrites();
        }
    }

    @Override
    public void resumeWrites() {
        if (!isOurs()) {
            next.resumeWrites();
        }
    }

    @Override
    public void suspendWrites() {
        if (!isOurs()) {
            next.suspendWrites();
        }
    }

    private boolean isOurs() {
        return refusing || client.isTaken();
    }
}
