package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;

/**
 * Reads the chunked transfer coding (RFC 9112, section 7.1) strictly: only CRLF ends a line, and a size has only
 * hexadecimal digits. It skips extensions, and trailers that are field lines (section 5). The library's own reader is
 * not used, since it takes malformed chunks for the end of a body.
 */
public final class ChunkedBody {

    /**
     * How many bytes of framing are always allowed; beyond them there may be {@value #FRAMING_PER_BYTE} for each byte
     * of content.
     */
    private static final int FREE_FRAMING = 8 * 1024;

    private static final int FRAMING_PER_BYTE = 8;

    private enum ChunkState {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_END,
        LAST_LF,
        END
    }

    private ChunkState state = ChunkState.SIZE;
    private long remaining;
    private int digits;
    private long framing;
    private long content;

    /** Whether the last chunk and the trailers were read. */
    public boolean isComplete() {
        return state == ChunkState.END;
    }

    /**
     * Reads framing until the next bytes are content or all bytes are read.
     *
     * @return how many of the bytes that follow are content; 0 if all are read, or the body is complete
     * @throws MalformedBodyException if the framing is malformed, or far longer than the content
     */
    public int advance(ByteBuffer bytes) throws MalformedBodyException {
        while (state != ChunkState.DATA && state != ChunkState.END && bytes.hasRemaining()) {
            framing++;
            state = next(bytes.get() & 0xff);
        }
        if (framing > FREE_FRAMING + FRAMING_PER_BYTE * content) {
            throw new MalformedBodyException("the chunks of the body are more frame than content");
        }
        return state == ChunkState.DATA ? (int) Math.min(remaining, bytes.remaining()) : 0;
    }

    /** Records that the caller took this many bytes of content. */
    public void took(int count) {
        remaining -= count;
        content += count;
        if (remaining == 0) {
            state = ChunkState.DATA_CR;
        }
    }

    private ChunkState next(int c) throws MalformedBodyException {
        return switch (state) {
            case SIZE -> size(c);
            case EXTENSION -> c == '\r' ? ChunkState.SIZE_END : text(c, ChunkState.EXTENSION);
            case SIZE_END -> expect(c, '\n', remaining == 0 ? ChunkState.TRAILER_START : ChunkState.DATA);
            case DATA_CR -> expect(c, '\r', ChunkState.DATA_LF);
            case DATA_LF -> {
                digits = 0;
                yield expect(c, '\n', ChunkState.SIZE);
            }
            case TRAILER_START -> c == '\r' ? ChunkState.LAST_LF : name(c);
            case TRAILER_NAME -> c == ':' ? ChunkState.TRAILER_VALUE : name(c);
            case TRAILER_VALUE -> c == '\r' ? ChunkState.TRAILER_END : text(c, ChunkState.TRAILER_VALUE);
            case TRAILER_END -> expect(c, '\n', ChunkState.TRAILER_START);
            case LAST_LF -> expect(c, '\n', ChunkState.END);
            case DATA, END -> throw new IllegalStateException("no frame is expected");
        };
    }

    private ChunkState size(int c) throws MalformedBodyException {
        int digit = Character.digit(c, 16);
        if (digit >= 0) {
            digits++;
            remaining = remaining << 4 | digit;
            if (remaining > Integer.MAX_VALUE || digits > 16) {
                throw new MalformedBodyException("a chunk of the body is too long");
            }
            return ChunkState.SIZE;
        }
        if (digits > 0 && c == '\r') {
            return ChunkState.SIZE_END;
        }
        if (digits > 0 && c == ';') {
            return ChunkState.EXTENSION;
        }
        throw new MalformedBodyException("a chunk of the body has no size");
    }

    private static ChunkState expect(int c, int expected, ChunkState then) throws MalformedBodyException {
        if (c != expected) {
            throw new MalformedBodyException("a chunk of the body does not end where it should");
        }
        return then;
    }

    private static ChunkState name(int c) throws MalformedBodyException {
        if (!FieldSyntax.isTokenCharacter((char) c)) {
            throw new MalformedBodyException("a line behind the body is no header");
        }
        return ChunkState.TRAILER_NAME;
    }

    private static ChunkState text(int c, ChunkState then) throws MalformedBodyException {
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            throw new MalformedBodyException("a control character stands between the chunks of the body");
        }
        return then;
    }
}
