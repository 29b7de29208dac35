package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a file's lock in the kernel, {@code F_SETLKW} of {@code fcntl(2)}, on a thread of its own, since that call has no
 * time limit. Waiting takes no processor time, however many wait.
 */
final class KernelWait {

    /**
     * The kernel knows processes and not threads: if two threads of one process wait for different locks, it may report a
     * deadlock where there is none. Then the lock is asked for again.
     */
    private static final String DEADLOCK = "deadlock";

    private static final long PAUSE_MILLIS = 5;

    private KernelWait() {}

    /**
     * Waits until the lock is taken, or the patience has ended. Its place in the kernel's queue is kept while the patience is
     * asked again.
     *
     * @return whether the channel has the lock; if not, the caller must close the channel, since the thread still waits on it
     */
    static boolean on(FileChannel channel, LockPatience patience) throws IOException, InterruptedException {
        while (true) {
            try {
                return await(begin(channel), channel, patience);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof IOException trouble)) {
                    throw new IllegalStateException("a lock that nobody here holds", e.getCause());
                }
                if (!String.valueOf(trouble.getMessage()).contains(DEADLOCK)) {
                    throw trouble;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static CompletableFuture<FileLock> begin(FileChannel channel) {
        CompletableFuture<FileLock> lock = new CompletableFuture<>();
        Thread thread = new Thread(() -> take(channel, lock), "lock");
        thread.setDaemon(true);
        thread.start();
        return lock;
    }

    private static boolean await(CompletableFuture<FileLock> lock, FileChannel channel, LockPatience patience)
            throws IOException, InterruptedException, ExecutionException {
        long left = patience.more(DeploymentLock.holder(channel)).toNanos();
        while (left > 0) {
            if (isTaken(lock, left)) {
                return true;
            }
            left = patience.more(DeploymentLock.holder(channel)).toNanos();
        }
        return false;
    }

    private static boolean isTaken(CompletableFuture<FileLock> lock, long nanos)
            throws InterruptedException, ExecutionException {
        try {
            lock.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void take(FileChannel channel, CompletableFuture<FileLock> lock) {
        try {
            lock.complete(channel.lock());
        } catch (IOException | RuntimeException e) {
            lock.completeExceptionally(e);
        }
    }
}
