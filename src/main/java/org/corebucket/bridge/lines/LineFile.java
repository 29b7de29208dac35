package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of lines with one writer. What is appended is either durable as a whole, or cut off again. After a failure the file is
 * opened anew, and cut back to the lines that were durable before, before anything else is written: nobody can tell what a
 * failed {@code fsync} left in memory or on disk, so none of it may stay. The caller must hold a lock that keeps other writers
 * out.
 */
public final class LineFile implements Closeable {

    /**
     * How many of the last bytes are remembered and compared after a failure: more than a page, which is the unit that a
     * failing disk loses.
     */
    private static final int TAIL = 8192;

    private final Disk disk;
    private final Path path;
    private Disk.DiskFile file;
    private long length;
    private byte[] tail = {};
    private boolean inDoubt;

    private LineFile(Disk disk, Path path, Disk.DiskFile file) {
        this.disk = disk;
        this.path = path;
        this.file = file;
    }

    /** Says where the whole lines of an open file end. */
    private interface WholeLines {
        long of(Disk.DiskFile file) throws IOException;
    }

    /**
     * Opens a file, and makes it if it is not there.
     *
     * @param torn what is done with the bytes behind the last line feed
     */
    public static LineFile open(Disk disk, Path path, TornTail torn) throws IOException {
        return open(disk, path, file -> lines(file, BackwardLines.LONGEST).offset(), torn, false);
    }

    /**
     * Opens a file where the caller knows how far its whole lines reach.
     *
     * @param end where the whole lines end
     * @param torn what becomes of what follows them
     */
    public static LineFile openAt(Disk disk, Path path, long end, TornTail torn) throws IOException {
        return open(disk, path, file -> end, torn, false);
    }

    /**
     * Opens a file where the caller knows how far its whole lines reach, and makes them durable: a crash of the process may
     * have left them in the kernel's memory alone.
     *
     * @param end where the whole lines end
     * @param torn what becomes of what follows them
     */
    public static LineFile openDurable(Disk disk, Path path, long end, TornTail torn) throws IOException {
        return open(disk, path, file -> end, torn, true);
    }

    private static LineFile open(Disk disk, Path path, WholeLines lines, TornTail torn, boolean durable)
            throws IOException {
        LineFile opened = new LineFile(disk, path, disk.openOrMake(path));
        boolean ready = false;
        try {
            long end = lines.of(opened.file);
            opened.begin(opened.file.size() > end ? torn.settle(opened.file, end) : end);
            if (durable) {
                opened.file.force();
            }
            ready = true;
            return opened;
        } finally {
            if (!ready) {
                opened.close();
            }
        }
    }

    private void begin(long end) throws IOException {
        length = end;
        tail = read(Math.max(0, end - TAIL), (int) Math.min(TAIL, end));
    }

    /** The length of the lines that are durable; bytes in doubt are not counted. */
    public long length() {
        return length;
    }

    /** Whether an append failed and what it left could not be cut off. The next append first tries to cut it off again. */
    public boolean isInDoubt() {
        return inDoubt;
    }

    /** Its lines, the last one first. */
    public BackwardLines backward(int longest) throws IOException {
        return lines(file, longest);
    }

    private static BackwardLines lines(Disk.DiskFile file, int longest) throws IOException {
        return BackwardLines.before(file::read, file.size(), longest);
    }

    /**
     * Appends whole lines by one write and one {@code fsync}; they are durable when this returns.
     *
     * @throws IOException if they are not durable; then none of them stays in the file, unless the file {@link #isInDoubt}
     */
    public void append(byte[] lines, int count) throws IOException {
        if (inDoubt) {
            recover();
        }
        inDoubt = true;
        try {
            file.writeAll(lines, count, length);
            file.force();
            inDoubt = false;
        } finally {
            if (inDoubt) {
                tryToRecover();
            }
        }
        length += count;
        tail = tailWith(lines, count);
    }

    /**
     * Cuts off what was appended behind an offset.
     *
     * @throws IOException if it may still be there
     */
    public void cutBackTo(long end) throws IOException {
        begin(end);
        inDoubt = true;
        recover();
    }

    private byte[] tailWith(byte[] lines, int count) {
        if (count >= TAIL) {
            return Arrays.copyOfRange(lines, count - TAIL, count);
        }
        int kept = Math.min(tail.length, TAIL - count);
        byte[] joined = Arrays.copyOfRange(tail, tail.length - kept, tail.length + count);
        System.arraycopy(lines, 0, joined, kept, count);
        return joined;
    }

    /** Recovers at once if it can. If it can't, the next append tries again, and throws what went wrong. */
    private void tryToRecover() {
        try {
            recover();
        } catch (IOException e) {
            inDoubt = true;
        }
    }

    private void recover() throws IOException {
        file.close();
        file = disk.openOrMake(path);
        if (!Arrays.equals(tail, read(length - tail.length, tail.length))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "its last acknowledged bytes are gone or changed; restart when it is mended");
        }
        file.truncate(length);
        file.force();
        inDoubt = false;
    }

    /** Reads bytes of the file: fewer if the file ends before. */
    private byte[] read(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        return Arrays.copyOf(bytes, file.readAll(bytes, 0, count, from));
    }

    /** Cuts off what is in doubt, as far as that is still possible. */
    @Override
    public void close() throws IOException {
        if (inDoubt) {
            tryToRecover();
        }
        file.close();
    }
}
