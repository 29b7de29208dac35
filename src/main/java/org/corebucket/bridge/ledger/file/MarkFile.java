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
 * Writes the {@link DurableMark} in place: one system call after each sync of the ledger, and a sync of its own at most
 * once a second. After a crash of the process the mark is exact, since the system's memory outlives the process. After
 * a loss of power the mark may be a second old; then it says too little, never too much.
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

    /** Records durably, in every slot, that the ledger ends here, whatever the mark said before. */
    void reset(Head head) throws IOException {
        for (int i = 0; i < DurableMark.SLOTS; i++) {
            advance(head);
        }
        sync();
    }

    /** Records that the ledger is on disk up to here; this is not durable yet. */
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

    /** In how many milliseconds the mark must be synced; -1 if there is nothing to sync. */
    long millisUntilSync() {
        return unsynced
                ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(SYNC_NANOS - (System.nanoTime() - syncedAt)) + 1)
                : -1;
    }

    /** Makes the mark durable if it changed and the last sync is a second old. */
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
