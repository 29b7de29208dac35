package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file as chunks of whole lines, and what follows the last of them. */
final class LineChunks implements Closeable {

    /** Large enough to be worth a hand-over to another thread, small enough for several in memory. */
    private static final int CHUNK = 1 << 20;

    /** No entry comes near this; what has no line feed for so long is not read into memory any further. */
    private static final int LONGEST_LINE = 64 << 20;

    private final FileChannel channel;
    private long position;
    private byte[] carried = {};

    LineChunks(Path file) throws IOException {
        channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Whole lines.
     *
     * @param offset where they begin in the file
     * @param length how many of the bytes they are; the last of these is a line feed
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one thread to another, never compared.
    record Chunk(byte[] bytes, int length, long offset) {}

    /** The next lines; null once only a rest is left, which is no line, or far too long for one. */
    @Nullable
    Chunk next() throws IOException {
        byte[] bytes = carried;
        int filled = carried.length;
        int end = 0;
        while (end == 0) {
            bytes = Arrays.copyOf(bytes, Math.max(CHUNK, 2 * filled));
            int whole = fill(bytes, filled);
            end = afterLastLineFeed(bytes, filled, whole);
            filled = whole;
            if (end == 0 && (filled < bytes.length || filled > LONGEST_LINE)) {
                carried = Arrays.copyOf(bytes, filled);
                return null;
            }
        }
        long offset = position - filled;
        carried = Arrays.copyOfRange(bytes, end, filled);
        return new Chunk(bytes, end, offset);
    }

    long size() throws IOException {
        return channel.size();
    }

    private int fill(byte[] bytes, int from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
        int got = 0;
        while (buffer.hasRemaining() && got >= 0) {
            got = channel.read(buffer, position);
            position += Math.max(0, got);
        }
        return buffer.position();
    }

    private static int afterLastLineFeed(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end == from ? 0 : end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
