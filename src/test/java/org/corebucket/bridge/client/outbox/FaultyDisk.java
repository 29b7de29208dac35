package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The file system with faults: operations of a kind fail a number of times, writes that fail have written half. Once it is dead
 * nothing reaches it any more, as after a crash. It counts what is read.
 */
final class FaultyDisk implements Disk {

    static final int ALWAYS = Integer.MAX_VALUE;

    final AtomicInteger failingWrites = new AtomicInteger();
    final AtomicInteger failingForces = new AtomicInteger();
    final AtomicInteger failingTruncates = new AtomicInteger();

    /** Only files whose path ends so fail. */
    volatile String failingFile = "";

    /** Operations that change the disk until all of them fail. */
    final AtomicInteger operationsUntilDeath = new AtomicInteger(ALWAYS);

    final AtomicLong bytesRead = new AtomicLong();
    final AtomicInteger forces = new AtomicInteger();
    final AtomicInteger writes = new AtomicInteger();

    private final Disk disk = new OwnerDisk();

    private static boolean takesOne(AtomicInteger count) {
        return count.getAndUpdate(left -> left == ALWAYS ? ALWAYS : Math.max(0, left - 1)) > 0;
    }

    private void live() throws IOException {
        if (!takesOne(operationsUntilDeath)) {
            throw new IOException("dead");
        }
    }

    @Override
    public DiskHandle open(Path file) throws IOException {
        return new Faulty(disk.open(file), file);
    }

    @Override
    public DiskHandle openToRead(Path file) throws IOException {
        return new Faulty(disk.openToRead(file), file);
    }

    @Override
    public DiskHandle openOrMake(Path file) throws IOException {
        live();
        return new Faulty(disk.openOrMake(file), file);
    }

    @Override
    public void delete(Path file) throws IOException {
        live();
        disk.delete(file);
    }

    private final class Faulty implements DiskHandle {
        private final DiskHandle handle;
        private final Path file;

        Faulty(DiskHandle handle, Path file) {
            this.handle = handle;
            this.file = file;
        }

        private boolean fails(AtomicInteger count) {
            return file.toString().endsWith(failingFile) && takesOne(count);
        }

        @Override
        public long size() throws IOException {
            return handle.size();
        }

        @Override
        public int read(byte[] into, int from, int length, long position) throws IOException {
            int read = handle.read(into, from, length, position);
            bytesRead.addAndGet(read);
            return read;
        }

        @Override
        public void write(byte[] bytes, int length, long position) throws IOException {
            writes.incrementAndGet();
            boolean isLast = operationsUntilDeath.get() == 1;
            live();
            if (isLast || fails(failingWrites)) {
                handle.write(bytes, length / 2, position);
                throw new IOException("No space left on device");
            }
            handle.write(bytes, length, position);
        }

        @Override
        public void force() throws IOException {
            forces.incrementAndGet();
            live();
            if (fails(failingForces)) {
                throw new IOException("Input/output error");
            }
            handle.force();
        }

        @Override
        public void truncate(long length) throws IOException {
            live();
            if (fails(failingTruncates)) {
                throw new IOException("Input/output error");
            }
            handle.truncate(length);
        }

        @Override
        public void close() throws IOException {
            handle.close();
        }
    }
}
