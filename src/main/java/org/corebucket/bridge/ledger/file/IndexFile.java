package org.corebucket.bridge.ledger.file;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;

/**
 * The {@link SessionIndex} of a closed segment as a file: the segment's last hash and size, the number of slots, the
 * slots, and the SHA-256 digest of all these. The file is derived from the segment. It is made anew whenever it is not
 * whole or belongs to another segment, so it need not be durable.
 */
final class IndexFile implements SessionSlots, Closeable {

    private static final int SLOT = Long.BYTES + Integer.BYTES;
    private static final int HEADER = Sha256.BYTES + Long.BYTES + Integer.BYTES;
    private static final int WINDOW = 16;
    private static final int LOG_MODE = 0640;
    private static final int BUFFER = 1 << 16;

    /** Not a channel, because the interrupt of one reader's thread would close a channel for all readers. */
    private final RandomAccessFile file;

    private final int capacity;

    /**
     * The slots around the last one that was read, since a look-up often goes on to the next. Its size divides the
     * capacity: both are powers of two.
     */
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW * SLOT);

    private int windowBegin = -1;

    private IndexFile(RandomAccessFile file, int capacity) {
        this.file = file;
        this.capacity = capacity;
    }

    /** Opens the index file of a segment, and writes it first if it is missing or not sound. */
    static IndexFile of(Path path, SessionIndex index, Sha256 lastHash, long size) throws IOException {
        byte[] header = header(index, lastHash, size);
        if (!isSound(path, header)) {
            write(path, header, index);
        }
        return new IndexFile(new RandomAccessFile(path.toFile(), "r"), index.capacity());
    }

    private static byte[] header(SessionIndex index, Sha256 lastHash, long size) {
        return ByteBuffer.allocate(HEADER)
                .put(lastHash.bytes())
                .putLong(size)
                .putInt(index.capacity())
                .array();
    }

    private static boolean isSound(Path path, byte[] header) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != expectedSize(header)) {
            return false;
        }
        MessageDigest sha256 = Sha256.newDigest();
        try (InputStream raw = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(raw, BUFFER))) {
            DigestInputStream digested = new DigestInputStream(in, sha256);
            boolean same = MessageDigest.isEqual(digested.readNBytes(HEADER), header);
            byte[] slots = new byte[BUFFER / SLOT * SLOT];
            for (long rest = expectedSize(header) - HEADER - Sha256.BYTES; same && rest > 0; ) {
                rest -= digested.readNBytes(slots, 0, (int) Math.min(rest, slots.length));
            }
            return same && MessageDigest.isEqual(in.readNBytes(Sha256.BYTES), sha256.digest());
        }
    }

    private static long expectedSize(byte[] header) {
        int capacity = ByteBuffer.wrap(header).getInt(HEADER - Integer.BYTES);
        return HEADER + (long) SLOT * capacity + Sha256.BYTES;
    }

    private static void write(Path path, byte[] header, SessionIndex index) throws IOException {
        Path written = path.resolveSibling(path.getFileName() + ".tmp");
        Files.deleteIfExists(written);
        MessageDigest sha256 = Sha256.newDigest();
        try (OutputStream raw = Files.newOutputStream(written)) {
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(raw, sha256), BUFFER));
            out.write(header);
            for (int slot = 0; slot < index.capacity(); slot++) {
                out.writeLong(index.key(slot));
                out.writeInt(index.place(slot));
            }
            out.flush();
            raw.write(sha256.digest());
        }
        DurableFiles.setMode(written, LOG_MODE);
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public long key(int slot) throws IOException {
        return window.getLong(inWindow(slot));
    }

    @Override
    public int place(int slot) throws IOException {
        return window.getInt(inWindow(slot) + Long.BYTES);
    }

    /** Where a slot lies in the window, in bytes. The window is read anew if the slot is not in it. */
    private int inWindow(int slot) throws IOException {
        int begin = slot - slot % WINDOW;
        if (begin != windowBegin) {
            file.seek(HEADER + (long) SLOT * begin);
            file.readFully(window.array());
            windowBegin = begin;
        }
        return (slot - begin) * SLOT;
    }

    /** Runs one look-up at a time, since it moves the file's position. */
    @Override
    public synchronized int[] offsets(long key) throws IOException {
        return SessionSlots.super.offsets(key);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
