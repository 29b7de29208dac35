package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;

/** Gives the lines of an open file by their offsets. What follows the last line feed is not a line. */
public final class OpenLines implements Closeable {

    private static final int BLOCK = 1 << 16;

    private final Disk.DiskFile file;
    private final int longest;

    private byte[] buffer = {};
    private int buffered;
    private long bufferedFrom;

    /**
     * The lines of an open file, which is closed with this.
     *
     * @param longest the most bytes that a line may have
     */
    public OpenLines(Disk.DiskFile file, int longest) {
        this.file = file;
        this.longest = longest;
    }

    /** The offset at which the last whole line ends. If the file ends there too, a single read finds it. */
    public long end() throws IOException {
        return backward().offset();
    }

    /** The lines, the last one first. */
    public BackwardLines backward() throws IOException {
        return BackwardLines.before(file::read, file.size(), longest);
    }

    /** The last bytes of what stands before an offset. The offset must be the end of a line, whose line feed is left out. */
    public byte[] before(long end, int most) throws IOException {
        long from = Math.max(0, end - 1 - most);
        byte[] bytes = new byte[(int) (end - 1 - from)];
        return Arrays.copyOf(bytes, file.readAll(bytes, 0, bytes.length, from));
    }

    /**
     * The line that begins at an offset, with its line feed. Only the first part of it is given if it is longer than a line may
     * be, or goes on beyond {@code end}.
     *
     * @param end where reading ends: the bytes behind it may still change
     */
    public byte[] line(long offset, long end) throws IOException {
        int from = (int) (offset - bufferedFrom);
        boolean isBuffered = offset >= bufferedFrom && offset < bufferedFrom + buffered;
        int length = isBuffered ? lineLength(from) : 0;
        for (int most = BLOCK; length == 0; most *= 2) {
            fill(offset, (int) Math.min(end - offset, Math.min(most, longest)));
            from = 0;
            boolean isAll = buffered == end - offset || buffered == longest;
            length = lineLength(0) == 0 && isAll ? buffered : lineLength(0);
        }
        return Arrays.copyOfRange(buffer, from, from + length);
    }

    private void fill(long offset, int length) throws IOException {
        buffer = buffer.length < length ? new byte[length] : buffer;
        buffered = file.readAll(buffer, 0, length, offset);
        bufferedFrom = offset;
        if (buffered < length) {
            buffered = 0;
            throw new FileSystemException(file.path().toString(), null, "somebody shortened it while it was read");
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

    /** The size of the file in bytes, with a torn line if there is one. */
    public long size() throws IOException {
        return file.size();
    }

    /** Makes the file durable, including what other processes wrote to it. */
    public void force() throws IOException {
        file.force();
    }

    /** How many line feeds there are before an offset. */
    public long count(long end) throws IOException {
        byte[] block = new byte[BLOCK];
        long lines = 0;
        for (long from = 0; from < end; from += BLOCK) {
            int length = file.readAll(block, 0, (int) Math.min(BLOCK, end - from), from);
            for (int i = 0; i < length; i++) {
                lines += block[i] == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
