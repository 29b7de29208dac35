package org.corebucket.bridge.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The coding's grammar, cut into pieces at every place. */
final class ChunkedBodyTest {

    private static final String BODY = "5;a=\"b\"\r\nhello\r\n00A\r\n0123456789\r\n0;last\r\nTrailer: x\r\n\r\n";

    @Test
    void theContentIsTheSameWhereverThePiecesAreCut() throws MalformedBodyException {
        for (int size = 1; size <= BODY.length(); size++) {
            ChunkedBody chunks = new ChunkedBody();
            StringBuilder content = new StringBuilder();
            for (int at = 0; at < BODY.length(); at += size) {
                content.append(feed(chunks, BODY.substring(at, Math.min(BODY.length(), at + size))));
            }
            assertThat(content).hasToString("hello0123456789");
            assertThat(chunks.isComplete()).isTrue();
        }
    }

    @Test
    void nothingShortOfTheEndIsComplete() throws MalformedBodyException {
        for (int length = 0; length < BODY.length(); length++) {
            ChunkedBody chunks = new ChunkedBody();
            feed(chunks, BODY.substring(0, length));
            assertThat(chunks.isComplete()).isFalse();
        }
    }

    @Test
    void whatFollowsTheEndIsLeft() throws MalformedBodyException {
        ByteBuffer bytes = ByteBuffer.wrap("0\r\n\r\nGET".getBytes(StandardCharsets.US_ASCII));
        assertThat(new ChunkedBody().advance(bytes)).isZero();
        assertThat(bytes.remaining()).isEqualTo(3);
    }

    @Test
    void oneByteAChunkIsStillABody() throws MalformedBodyException {
        ChunkedBody chunks = new ChunkedBody();
        assertThat(feed(chunks, "1\r\nx\r\n".repeat(100_000) + "0\r\n\r\n")).hasSize(100_000);
        assertThat(chunks.isComplete()).isTrue();
    }

    @Test
    void endlessTrailersAreRefused() {
        assertThatThrownBy(() -> feed(new ChunkedBody(), "0\r\n" + "a: b\r\n".repeat(2000)))
                .isInstanceOf(MalformedBodyException.class);
    }

    private static String feed(ChunkedBody chunks, String piece) throws MalformedBodyException {
        ByteBuffer bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII));
        StringBuilder content = new StringBuilder();
        int count = chunks.advance(bytes);
        while (count > 0) {
            byte[] taken = new byte[count];
            bytes.get(taken);
            chunks.took(count);
            content.append(new String(taken, StandardCharsets.US_ASCII));
            count = chunks.advance(bytes);
        }
        return content.toString();
    }
}
