package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of lines that one writer appends to: what is appended is durable whole, or cut off again. After any failure it is opened
 * anew and cut back to what was whole before anything else is written: what a failed {@code fsync} left in memory or on disk
 * can't be told, so nothing of it may stay. Whoever opens it holds a lock against other writers.
 */
public final class LineFile implements Closeable {

    /** More than a page, which is the unit that a failing disk loses. */
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

    /** How much of an open file is whole lines. */
    private interface WholeLines {
        long of(Disk.DiskFile file) throws IOException;
    }

    /**
     * Opens a file, which is made if it is not there.
     *
     * @param torn what becomes of what follows its last line feed
     */
    public static LineFile open(Disk disk, Path path, TornTail torn) throws IOException {
        return open(disk, path, file -> lines(file, BackwardLines.LONGEST).offset(), torn, false);
    }

    /**
     * Opens a file of which it is known how much is whole lines.
     *
     * @param end where the whole lines end
     * @param torn what becomes of what follows them
     */
    public static LineFile openAt(Disk disk, Path path, long end, TornTail torn) throws IOException {
        return open(disk, path, file -> end, torn, false);
    }

    /**
     * Opens a file of which it is known how much is whole lines, and makes that durable: a crash may have left it in memory alone.
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

    /** How long it is, but for what is in doubt. */
    public long length() {
        return length;
    }

    /** Whether an append failed, and what it may have left could not be cut off; the next append tries it again first. */
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
     * @throws IOException if they are not; then nothing of them stays, unless it {@link #isInDoubt}
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
     * Takes back what was appended behind an offset.
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

    /** At once if that works; if not, the next append says why. */
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

    /** What the file has there: fewer bytes if it ends before. */
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
