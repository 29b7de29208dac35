package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The file system with faults: each kind of operation fails a number of times, writes may be short. Once it is dead nothing
 * reaches the disk any more, as after a crash.
 */
final class FaultyStore implements LedgerStore {

    static final int ALWAYS = Integer.MAX_VALUE;

    private final LedgerStore disk = new DiskStore();

    final AtomicInteger failingWrites = new AtomicInteger();
    final AtomicInteger failingForces = new AtomicInteger();
    final AtomicInteger failingTruncates = new AtomicInteger();
    volatile String reason = "Input/output error";

    /** At most so many bytes a write. */
    volatile int shortWrite = Integer.MAX_VALUE;

    /** Operations that change the disk until all of them fail. */
    final AtomicInteger operationsUntilDeath = new AtomicInteger(ALWAYS);

    /** A file that can't be opened or written to; none at first. */
    volatile Path broken = Path.of("/");

    /** How often the ledger's mark was synced. The other faults do not concern it. */
    final AtomicInteger markSyncs = new AtomicInteger();

    /** How many files are open. */
    final AtomicInteger open = new AtomicInteger();

    /** Whether the next write meets a bug. */
    volatile boolean bug;

    private volatile CountDownLatch released = new CountDownLatch(0);

    /** From now on every write waits. */
    void hold() {
        released = new CountDownLatch(1);
    }

    /** Writes that wait go on. */
    void release() {
        released.countDown();
    }

    private void awaitRelease() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("held");
        }
    }

    /** Counts down, and says whether there was one left. */
    private static boolean takesOne(AtomicInteger count) {
        return count.getAndUpdate(left -> left == ALWAYS ? ALWAYS : Math.max(0, left - 1)) > 0;
    }

    private void live() throws IOException {
        if (!takesOne(operationsUntilDeath)) {
            throw new IOException("dead");
        }
    }

    @Override
    public StoreFile open(Path file) throws IOException {
        live();
        whole(file);
        return isMark(file) ? new Mark(file, disk.open(file)) : new Faulty(disk.open(file));
    }

    private static boolean isMark(Path file) {
        return String.valueOf(file.getFileName()).equals(".ledger.mark");
    }

    private void whole(Path file) throws IOException {
        if (file.equals(broken)) {
            throw new IOException(reason);
        }
    }

    /** The mark's file. */
    private final class Mark implements StoreFile {
        private final Path file;
        private final StoreFile handle;

        Mark(Path file, StoreFile handle) {
            this.file = file;
            this.handle = handle;
        }

        @Override
        public long size() throws IOException {
            return handle.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return handle.read(into, position);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            live();
            whole(file);
            return handle.write(bytes, position);
        }

        @Override
        public void force() throws IOException {
            live();
            whole(file);
            handle.force();
            markSyncs.incrementAndGet();
        }

        @Override
        public void truncate(long length) throws IOException {
            handle.truncate(length);
        }

        @Override
        public void close() throws IOException {
            handle.close();
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        live();
        disk.rename(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        live();
        disk.syncDirectory(directory);
    }

    private final class Faulty implements StoreFile {
        private final StoreFile handle;

        Faulty(StoreFile handle) {
            this.handle = handle;
            open.incrementAndGet();
        }

        @Override
        public long size() throws IOException {
            return handle.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return handle.read(into, position);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            awaitRelease();
            if (bug) {
                throw new IllegalStateException("a bug of the test");
            }
            live();
            int limit = bytes.limit();
            boolean fails = takesOne(failingWrites);
            // A write that fails has often written some of it.
            int most = fails ? bytes.remaining() / 2 : shortWrite;
            bytes.limit(Math.min(limit, bytes.position() + Math.min(bytes.remaining(), most)));
            int written = handle.write(bytes, position);
            bytes.limit(limit);
            if (fails) {
                throw new IOException(reason);
            }
            return written;
        }

        @Override
        public void force() throws IOException {
            live();
            if (takesOne(failingForces)) {
                throw new IOException(reason);
            }
            handle.force();
        }

        @Override
        public void truncate(long length) throws IOException {
            live();
            if (takesOne(failingTruncates)) {
                throw new IOException(reason);
            }
            handle.truncate(length);
        }

        @Override
        public void close() throws IOException {
            open.decrementAndGet();
            handle.close();
        }
    }
}
