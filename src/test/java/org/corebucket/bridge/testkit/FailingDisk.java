package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.lines.Disk;

/**
 * A disk with faults, the one of all tests that need no real process: each kind of operation fails a number of times, a write that
 * fails has written half, writes may be short. Once it is dead nothing reaches it any more, as after a crash. It counts what
 * is done to it.
 */
public final class FailingDisk implements Disk {

    public static final int ALWAYS = Integer.MAX_VALUE;

    public final AtomicInteger failingWrites = new AtomicInteger();
    public final AtomicInteger failingForces = new AtomicInteger();
    public final AtomicInteger failingTruncates = new AtomicInteger();
    public volatile String reason = "Input/output error";

    /** Only files whose path ends so fail. */
    public volatile String failingFile = "";

    /** A file whose path ends so has no part in failures and counts, but that it dies with the others and may be broken. */
    public volatile String spared = "nothing is";

    /** A file that can't be opened or written to; none at first. */
    public volatile Path broken = Path.of("/");

    /** At most so many bytes a write. */
    public volatile int shortWrite = Integer.MAX_VALUE;

    /** Whether the next write meets a bug. */
    public volatile boolean bug;

    /** Operations that change the disk until all of them fail. */
    public final AtomicInteger operationsUntilDeath = new AtomicInteger(ALWAYS);

    public final AtomicLong bytesRead = new AtomicLong();
    public final AtomicInteger writes = new AtomicInteger();
    public final AtomicInteger forces = new AtomicInteger();

    /** How often a spared file was forced. */
    public final AtomicInteger sparedForces = new AtomicInteger();

    /** How many files are open. */
    public final AtomicInteger open = new AtomicInteger();

    private final Disk disk;
    private volatile CountDownLatch released = new CountDownLatch(0);
    private volatile CountDownLatch waiting = new CountDownLatch(0);

    /** Faults before another disk. */
    public FailingDisk(Disk disk) {
        this.disk = disk;
    }

    /** From now on every write waits. */
    public void hold() {
        waiting = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    /** Until a write waits. */
    public void awaitHeld() throws InterruptedException {
        waiting.await();
    }

    /** Writes that wait go on. */
    public void release() {
        released.countDown();
    }

    private void awaitRelease() throws IOException {
        waiting.countDown();
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

    private void whole(Path file) throws IOException {
        if (file.equals(broken)) {
            throw new IOException(reason);
        }
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new FailingFile(disk.openToRead(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        whole(file);
        return new FailingFile(disk.open(file));
    }

    @Override
    public DiskFile openOrMake(Path file) throws IOException {
        live();
        whole(file);
        return new FailingFile(disk.openOrMake(file));
    }

    @Override
    public DiskFile openToAppend(Path file) throws IOException {
        live();
        whole(file);
        return new FailingFile(disk.openToAppend(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        live();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        live();
        disk.delete(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        live();
        disk.syncDirectory(directory);
    }

    private final class FailingFile implements DiskFile {

        private final DiskFile file;
        private final boolean isSpared;

        FailingFile(DiskFile file) {
            this.file = file;
            this.isSpared = path().toString().endsWith(spared);
            open.incrementAndGet();
        }

        private boolean fails(AtomicInteger count) {
            return !isSpared && path().toString().endsWith(failingFile) && takesOne(count);
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int read = file.read(into, position);
            bytesRead.addAndGet(Math.max(0, read));
            return read;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            if (!isSpared) {
                awaitRelease();
                writes.incrementAndGet();
                if (bug) {
                    throw new IllegalStateException("a bug of the test");
                }
            }
            boolean isLast = operationsUntilDeath.get() == 1;
            live();
            whole(path());
            boolean fails = isLast || fails(failingWrites);
            int limit = bytes.limit();
            int most = fails ? bytes.remaining() / 2 : isSpared ? bytes.remaining() : shortWrite;
            bytes.limit(Math.min(limit, bytes.position() + Math.min(bytes.remaining(), most)));
            int written = file.write(bytes, position);
            bytes.limit(limit);
            if (fails) {
                throw new IOException(reason);
            }
            return written;
        }

        @Override
        public void force() throws IOException {
            (isSpared ? sparedForces : forces).incrementAndGet();
            live();
            whole(path());
            if (fails(failingForces)) {
                throw new IOException(reason);
            }
            file.force();
        }

        @Override
        public void truncate(long length) throws IOException {
            live();
            if (fails(failingTruncates)) {
                throw new IOException(reason);
            }
            file.truncate(length);
        }

        @Override
        public void close() throws IOException {
            open.decrementAndGet();
            file.close();
        }
    }
}
