package org.corebucket.bridge.deployment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * An exclusive lock that the kernel releases when its process ends, however it ends. The kernel also releases it when the
 * process closes any other descriptor of the file ({@code fcntl(2)}), so a file that this process has locked is never
 * opened a second time.
 */
public final class DeploymentLock implements Closeable {

    private static final int LONGEST_PROCESS_ID = 20;

    /** The files that this process has locked. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private DeploymentLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock of commands that change the deployment: one at a time. */
    public static DeploymentLock forChanges(Deployment deployment) throws IOException, LockHeldException {
        return acquire(deployment.path("manifests/.lock"));
    }

    /** The lock of the watch: one in each deployment. */
    public static DeploymentLock forWatch(Deployment deployment) throws IOException, LockHeldException {
        return acquire(deployment.path("manifests/.watch.lock"));
    }

    /** The lock of the automation's runner: one in each deployment. */
    public static DeploymentLock forAutomation(Deployment deployment) throws IOException, LockHeldException {
        return acquire(automationFile(deployment));
    }

    /** The file whose lock {@link #forAutomation} takes. It is locked as long as the automation runs. */
    public static Path automationFile(Deployment deployment) {
        return deployment.path("manifests/.automation.lock");
    }

    /**
     * Takes the lock of any file without waiting.
     *
     * @param file made if it is not there; it stays when the lock is released
     * @throws LockHeldException if another process, or another part of this one, has it
     */
    public static DeploymentLock acquire(Path file) throws IOException, LockHeldException {
        try {
            return await(file, LockPatience.atMost(Duration.ZERO));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing was waited for", e);
        }
    }

    /**
     * Takes the lock of any file, and waits for it in the kernel, which gives the lock to one process after the other, and
     * wakes none in vain.
     *
     * @param file made if it is not there; it stays when the lock is released
     * @param patience how long to wait; zero or less means not to wait
     * @throws LockHeldException if another process, or another part of this one, still has it then
     */
    public static DeploymentLock await(Path file, Duration patience)
            throws IOException, LockHeldException, InterruptedException {
        return await(file, LockPatience.atMost(patience));
    }

    /**
     * Takes the lock of any file, and waits for it in the same way.
     *
     * @param file made if it is not there; it stays when the lock is released
     * @param patience says how long to wait, each time it is asked
     * @throws LockHeldException if another process, or another part of this one, still has it when the patience ends
     */
    public static DeploymentLock await(Path file, LockPatience patience)
            throws IOException, LockHeldException, InterruptedException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a lock file lies in a directory");
        DurableFiles.makeDirectories(directory);
        Path real = directory.toRealPath().resolve(file.getFileName());
        takeHere(real, patience);
        boolean taken = false;
        try {
            DeploymentLock lock = new DeploymentLock(real, lock(real, patience));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                giveBackHere(real);
            }
        }
    }

    /** Waits for other threads of this process, which the kernel's lock does not keep apart: it knows processes alone. */
    private static void takeHere(Path file, LockPatience patience)
            throws IOException, LockHeldException, InterruptedException {
        while (!isTakenHere(file)) {
            // The patience is asked outside of the monitor, since it may itself take the lock of another file.
            long left = patience.more(ownPid()).toNanos();
            if (left <= 0) {
                throw new LockHeldException(file, ownPid());
            }
            synchronized (HELD) {
                if (HELD.contains(file)) {
                    TimeUnit.NANOSECONDS.timedWait(HELD, left);
                }
            }
        }
    }

    private static boolean isTakenHere(Path file) {
        synchronized (HELD) {
            return HELD.add(file);
        }
    }

    private static void giveBackHere(Path file) {
        synchronized (HELD) {
            HELD.remove(file);
            HELD.notifyAll();
        }
    }

    /**
     * Opens and locks the file. If anything fails before the channel is returned, the channel is closed, which releases the
     * lock.
     */
    private static FileChannel lock(Path file, LockPatience patience)
            throws IOException, LockHeldException, InterruptedException {
        boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        boolean handedOver = false;
        try {
            if (isNew) {
                DirectoryOwner.inherit(file);
            }
            if (channel.tryLock() == null && !KernelWait.on(channel, patience)) {
                throw new LockHeldException(file, holder(channel));
            }
            nameHolder(channel);
            handedOver = true;
            return channel;
        } finally {
            if (!handedOver) {
                channel.close();
            }
        }
    }

    /**
     * Writes into the file which process holds the lock. This is only for messages, since the kernel keeps the lock: if a full
     * or failing disk does not take the number, the lock is held all the same. So a bad disk can't prevent an emergency stop.
     */
    private static void nameHolder(FileChannel channel) throws IOException {
        byte[] pid = ownPid().getBytes(StandardCharsets.US_ASCII);
        try {
            // The number is written over an older one before the file is cut: that needs no room on the disk.
            channel.write(ByteBuffer.wrap(pid), 0);
            channel.truncate(pid.length);
        } catch (ClosedChannelException e) {
            throw e; // an interrupt closed the channel, and the lock is gone
        } catch (IOException e) {
            // Whoever waits for the lock is then told of another instance, but not of its process id.
            return;
        }
    }

    /** The holder's process id, as the file says. At most a few bytes are read, whatever the file has. */
    static String holder(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(LONGEST_PROCESS_ID);
        channel.read(start, 0);
        return new String(start.array(), 0, start.position(), StandardCharsets.US_ASCII).strip();
    }

    /** This process's id, from {@code /proc/self}, since {@link ProcessHandle} would start threads to find it. */
    private static String ownPid() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self")).toString();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            giveBackHere(file);
        }
    }
}
