package org.corebucket.bridge.client.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/** A file of lines, to which lines are appended durably or not at all. What follows the last line feed is no line. */
public final class LineFile implements Closeable {

    private static final int BLOCK = 4096;
    private static final int LARGE_BLOCK = 1 << 16;

    private final Path path;
    private final Disk.DiskHandle handle;
    private final int longest;

    private byte[] buffer = {};
    private int buffered;
    private long bufferedFrom;

    /**
     * The lines of an open file, which is closed with this.
     *
     * @param path as messages name it
     * @param longest what is longer, in bytes, is no line
     */
    public LineFile(Path path, Disk.DiskHandle handle, int longest) {
        this.path = path;
        this.handle = handle;
        this.longest = longest;
    }

    /** The offset behind the last whole line; of a file that ends in one this takes a single read. */
    public long end() throws IOException {
        return afterLineFeedBefore(handle.size());
    }

    /** The offset behind the last line feed before an offset; 0 if there is none. */
    private long afterLineFeedBefore(long offset) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long to = offset; to > 0; to = Math.max(0, to - BLOCK)) {
            long from = Math.max(0, to - BLOCK);
            for (int i = handle.read(block, 0, (int) (to - from), from) - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    /** The last bytes before an offset that is the end of a line, without its line feed. */
    public byte[] before(long end, int most) throws IOException {
        long from = Math.max(0, end - 1 - most);
        byte[] bytes = new byte[(int) (end - 1 - from)];
        return Arrays.copyOf(bytes, handle.read(bytes, 0, bytes.length, from));
    }

    /** The last whole line, with its line feed; empty if there is none. */
    public byte[] last() throws IOException {
        long end = end();
        return end == 0 ? new byte[0] : lineBefore(end);
    }

    /** The line that ends at an offset, with its line feed; the end of it if it is longer than a line may be. */
    public byte[] lineBefore(long end) throws IOException {
        long begin = Math.max(afterLineFeedBefore(end - 1), end - longest);
        byte[] line = new byte[(int) (end - begin)];
        return Arrays.copyOf(line, handle.read(line, 0, line.length, begin));
    }

    /**
     * The line that begins at an offset, with its line feed; a part of it if it is longer than a line may be, or goes
     * on beyond the end.
     *
     * @param end nothing behind it is read: it may still change
     */
    public byte[] line(long offset, long end) throws IOException {
        int from = (int) (offset - bufferedFrom);
        boolean isBuffered = offset >= bufferedFrom && offset < bufferedFrom + buffered;
        int length = isBuffered ? lineLength(from) : 0;
        for (int most = LARGE_BLOCK; length == 0; most *= 2) {
            fill(offset, (int) Math.min(end - offset, Math.min(most, longest)));
            from = 0;
            boolean isAll = buffered == end - offset || buffered == longest;
            length = lineLength(0) == 0 && isAll ? buffered : lineLength(0);
        }
        return Arrays.copyOfRange(buffer, from, from + length);
    }

    private void fill(long offset, int length) throws IOException {
        buffer = buffer.length < length ? new byte[length] : buffer;
        buffered = handle.read(buffer, 0, length, offset);
        bufferedFrom = offset;
        if (buffered < length) {
            buffered = 0;
            throw new FileSystemException(path.toString(), null, "somebody shortened it while it was read");
        }
    }

    private int lineLength(int from) {
        for (int i = from; i < buffered; i++) {
            if (buffer[i] == '\n') {
                return i + 1 - from;
            }
        }
        return 0;
    }

    /** How many bytes it has, whole lines or not. */
    public long size() throws IOException {
        return handle.size();
    }

    /** Makes what others wrote durable as well. */
    public void force() throws IOException {
        handle.force();
    }

    /** How many line feeds there are before an offset. */
    public long count(long end) throws IOException {
        byte[] block = new byte[LARGE_BLOCK];
        long lines = 0;
        for (long from = 0; from < end; from += LARGE_BLOCK) {
            int length = handle.read(block, 0, (int) Math.min(LARGE_BLOCK, end - from), from);
            for (int i = 0; i < length; i++) {
                lines += block[i] == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    /**
     * Appends whole lines behind the last whole line; they are durable when this returns.
     *
     * @return where they begin, which is what {@link #cutBackAfter} takes
     * @throws IOException if they are not; then nothing of them stays
     */
    public long append(byte[] lines, int length) throws IOException {
        long end = end();
        if (handle.size() > end) {
            handle.truncate(end);
        }
        try {
            handle.write(lines, length, end);
            handle.force();
            return end;
        } catch (IOException e) {
            cutBackAfter(e, end);
            throw e;
        }
    }

    /** Takes back what was appended from an offset on, after something failed that should have been done with it. */
    public void cutBackAfter(IOException failure, long end) throws IOException {
        try {
            handle.truncate(end);
            handle.force();
        } catch (IOException e) {
            e.addSuppressed(failure);
            FileSystemException stays = new FileSystemException(
                    path.toString(),
                    null,
                    "writing failed, and so did taking back what was written: it may be sent nevertheless; mend the disk");
            stays.initCause(e);
            throw stays;
        }
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}
