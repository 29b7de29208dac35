package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file that grows by appends that are durable whole or cut off again. After any failure it is opened anew and cut back
 * to what was known to be durable before anything else is written: what a failed {@code fsync} left in memory or on disk
 * can't be told, so nothing of it may stay.
 */
final class AppendedFile implements Closeable {

    /** More than a page, which is the unit that a failing disk loses. */
    private static final int TAIL = 8192;

    /** The JDK copies an array to memory outside of the heap to write it, and keeps that. */
    private static final int LARGEST_WRITE = 1 << 20;

    private final LedgerStore store;
    private final Path path;
    private LedgerStore.StoreFile handle;
    private long durable;
    private byte[] tail;
    private boolean inDoubt;

    private AppendedFile(LedgerStore store, Path path, LedgerStore.StoreFile handle, long durable, byte[] tail) {
        this.store = store;
        this.path = path;
        this.handle = handle;
        this.durable = durable;
        this.tail = tail;
    }

    /** Opens a file, cuts it to a length, and makes what is left durable: a crash may have left it in memory alone. */
    static AppendedFile open(LedgerStore store, Path path, long length) throws IOException {
        LedgerStore.StoreFile handle = store.open(path);
        boolean ready = false;
        try {
            if (handle.size() > length) {
                handle.truncate(length);
            }
            handle.force();
            byte[] tail = read(handle, Math.max(0, length - TAIL), (int) Math.min(TAIL, length));
            ready = true;
            return new AppendedFile(store, path, handle, length, tail);
        } finally {
            if (!ready) {
                handle.close();
            }
        }
    }

    /** How long it is, as far as that is durable. */
    long length() {
        return durable;
    }

    /**
     * Appends bytes; they are durable when this returns.
     *
     * @throws IOException if they are not; then the file is cut back, now or before the next append
     */
    void append(byte[] bytes, int length) throws IOException {
        if (inDoubt) {
            recover();
        }
        inDoubt = true;
        try {
            write(ByteBuffer.wrap(bytes, 0, length));
            handle.force();
            inDoubt = false;
        } finally {
            if (inDoubt) {
                tryToRecover();
            }
        }
        durable += length;
        tail = tailWith(bytes, length);
    }

    private void write(ByteBuffer bytes) throws IOException {
        int all = bytes.limit();
        long position = durable;
        while (bytes.position() < all) {
            bytes.limit(Math.min(all, bytes.position() + LARGEST_WRITE));
            int written = handle.write(bytes, position);
            if (written <= 0) {
                throw new FileSystemException(path.toString(), null, "the disk takes no more bytes");
            }
            position += written;
        }
    }

    private byte[] tailWith(byte[] bytes, int length) {
        if (length >= TAIL) {
            return Arrays.copyOfRange(bytes, length - TAIL, length);
        }
        int kept = Math.min(tail.length, TAIL - length);
        byte[] joined = Arrays.copyOfRange(tail, tail.length - kept, tail.length + length);
        System.arraycopy(bytes, 0, joined, kept, length);
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
        handle.close();
        handle = store.open(path);
        if (!Arrays.equals(tail, read(handle, durable - tail.length, tail.length))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "its last acknowledged bytes are gone or changed; restart when it is mended");
        }
        handle.truncate(durable);
        handle.force();
        inDoubt = false;
    }

    /** What the file has there: fewer bytes if it ends before. */
    private static byte[] read(LedgerStore.StoreFile handle, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int got = 0;
        while (bytes.hasRemaining() && got >= 0) {
            got = handle.read(bytes, from + bytes.position());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Cuts off what is in doubt, as far as that is still possible. */
    @Override
    public void close() throws IOException {
        if (inDoubt) {
            tryToRecover();
        }
        handle.close();
    }
}
