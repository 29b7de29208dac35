package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.lines.Disk;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@link DurableMark} in place: one system call after each sync of the ledger, and a sync of its own once a second
 * at most. After a crash of the process it is exact, since the system's memory outlives it. After a loss of power it may be
 * a second old, and then says too little, never too much.
 */
final class MarkFile implements Closeable {

    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Disk disk;
    private final Path path;
    private Disk.@Nullable DiskFile handle;
    private int slot;
    private boolean unsynced;
    private long syncedAt = System.nanoTime();

    MarkFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    /** Says durably, in every slot, that the ledger ends here, whatever the mark said before. */
    void reset(Head head) throws IOException {
        for (int i = 0; i < DurableMark.SLOTS; i++) {
            advance(head);
        }
        sync();
    }

    /** Says that the ledger is on disk up to here. */
    void advance(Head head) throws IOException {
        Disk.DiskFile open = open();
        byte[] bytes = DurableMark.slot(head);
        open.writeAll(bytes, bytes.length, (long) slot * DurableMark.BLOCK);
        slot = (slot + 1) % DurableMark.SLOTS;
        unsynced = true;
    }

    private Disk.DiskFile open() throws IOException {
        Disk.DiskFile open = handle;
        if (open == null) {
            open = disk.openOrMake(path);
            handle = open;
        }
        return open;
    }

    /** For how many milliseconds more it may stay as it is; none if there is nothing to sync, which is what -1 says. */
    long millisUntilSync() {
        return unsynced
                ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(SYNC_NANOS - (System.nanoTime() - syncedAt)) + 1)
                : -1;
    }

    /** Makes it durable if that was not done for a second. */
    void syncIfDue() throws IOException {
        if (unsynced && System.nanoTime() - syncedAt >= SYNC_NANOS) {
            sync();
        }
    }

    private void sync() throws IOException {
        Disk.DiskFile open = open();
        unsynced = false;
        syncedAt = System.nanoTime();
        open.force();
    }

    @Override
    public void close() throws IOException {
        Disk.DiskFile open = handle;
        if (open != null) {
            try {
                if (unsynced) {
                    sync();
                }
            } finally {
                open.close();
            }
        }
    }
}
