package org.corebucket.bridge.http;

import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Consumer;
import org.corebucket.bridge.http.wire.BodyBuffer;
import org.corebucket.bridge.http.wire.ChunkedBody;
import org.corebucket.bridge.http.wire.Client;
import org.corebucket.bridge.http.wire.MalformedBodyException;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Reads one body on the IO thread as its bytes come, and holds no thread while it waits for them. It ends in a whole
 * body, in a refusal, or, when the connection is closed, in nothing.
 */
final class BodyReader {

    private static final int PIECE = 16 * 1024;

    /** How many pieces of a body are read before other connections have their turn. */
    private static final int MOST_PIECES = 8;

    private final HttpServerExchange exchange;
    private final Client client;
    private final BodyBuffer body;
    private final @Nullable ChunkedBody chunks;
    private final StreamSourceChannel channel;
    private final Consumer<BodyBuffer> then;

    /**
     * Prepares to read a body.
     *
     * @param then is given the whole body
     */
    BodyReader(HttpServerExchange exchange, Client client, BodyBuffer body, Consumer<BodyBuffer> then) {
        this.exchange = exchange;
        this.client = client;
        this.body = body;
        this.then = then;
        this.chunks = HeadRules.isChunked(exchange) ? new ChunkedBody() : null;
        this.channel = chunks == null ? exchange.getRequestChannel() : bytesAsTheyCome();
    }

    /** The body's bytes below the library's own reading of chunks, with those that the library has read ahead. */
    private ConduitStreamSourceChannel bytesAsTheyCome() {
        HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
        ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
        source.setConduit(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
        return source;
    }

    /** Begins to read. The body may be complete before this returns. */
    void start() throws IOException {
        client.whenClosed(body::release);
        if (HeadRules.expectsContinue(exchange)) {
            client.letContinue();
        }
        channel.getReadSetter().set(this::goOn);
        goOn(channel);
    }

    private void goOn(ReadableByteChannel from) {
        try {
            read(from);
        } catch (MalformedBodyException e) {
            refuse(400, e.detail());
        } catch (IOException e) {
            refuse(400, "the body broke off"); // most likely the client has gone and does not read this
        }
    }

    private void read(ReadableByteChannel from) throws IOException, MalformedBodyException {
        ByteBuffer piece = ByteBuffer.allocate(pieceSize());
        int count = from.read(piece);
        for (int pieces = 1; count > 0; pieces++) {
            if (!take(piece.flip())) {
                return;
            }
            if (chunks != null && chunks.isComplete()) {
                finish();
                return;
            }
            piece.clear();
            count = pieces < MOST_PIECES ? from.read(piece) : 0;
        }
        if (count == 0) {
            client.awaitsBody();
            channel.resumeReads();
        } else if (chunks == null) {
            finish();
        } else {
            refuse(400, "the body broke off");
        }
    }

    /** The size of a piece: no more than the body, if its length is known. */
    private int pieceSize() {
        long length = chunks == null ? exchange.getRequestContentLength() : PIECE;
        return (int) Math.max(1, Math.min(PIECE, length));
    }

    /**
     * Takes the content of a piece.
     *
     * @return false if the body was refused
     */
    private boolean take(ByteBuffer piece) throws MalformedBodyException {
        if (chunks == null) {
            return take(piece, piece.remaining());
        }
        int count = chunks.advance(piece);
        while (count > 0) {
            if (!take(piece, count)) {
                return false;
            }
            chunks.took(count);
            count = chunks.advance(piece);
        }
        return true;
    }

    private boolean take(ByteBuffer piece, int count) {
        if (!body.takes(count)) {
            refuse(413, "the body is longer than the limit");
            return false;
        }
        if (!body.put(piece, count)) {
            refuse(503, "too many bodies are being read");
            return false;
        }
        return true;
    }

    private void refuse(int status, String detail) {
        channel.suspendReads();
        body.release();
        client.refuse(status, detail);
    }

    private void finish() {
        client.whenClosed(null);
        listenIdly();
        then.accept(body);
    }

    /**
     * Keeps the kernel watching the connection until the next request. Else the library would suspend reads now and
     * resume them for the next request, which are two system calls. Should bytes come before then, which is rare, reads
     * are suspended after all.
     */
    private void listenIdly() {
        HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
        connection
                .getChannel()
                .getSourceChannel()
                .setReadListener(early -> connection.getOriginalSourceConduit().suspendReads());
        connection.getOriginalSourceConduit().resumeReads();
    }
}
