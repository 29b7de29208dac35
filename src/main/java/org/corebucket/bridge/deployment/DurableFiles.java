package org.corebucket.bridge.deployment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files so that a crash at any moment leaves the old content or the new: temporary file, {@code fsync},
 * {@code rename}, {@code fsync} of the directory. Temporary files lie in a staging directory of their own, so that what
 * a crash leaves of them is never taken for a file of the deployment.
 */
public final class DurableFiles {

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    private static final int BUFFER = 64 * 1024;
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ,
    };

    private final Path staging;

    /**
     * Writes files by way of a staging directory. It must lie on the file system of the files that are written.
     *
     * @param staging the directory, which is made when it is first needed
     */
    public DurableFiles(Path staging) {
        this.staging = staging;
    }

    /**
     * Replaces or makes a file.
     *
     * @param mode permission bits, whatever the umask is
     */
    public void write(Path target, byte[] content, int mode) throws IOException {
        publish(stage(content, mode), target);
    }

    /** Writes content to a staged file and makes it durable there. */
    public Path stage(byte[] content, int mode) throws IOException {
        return stage(new ByteArrayInputStream(content), mode);
    }

    /**
     * Copies a stream to a staged file and makes it durable there; until all is written, only the owner may open it.
     *
     * @throws IOException if that fails, as on a full disk; then the staged file is removed
     */
    public Path stage(InputStream content, int mode) throws IOException {
        makeDirectories(staging);
        Path staged = staging.resolve(unique());
        boolean whole = false;
        try (FileChannel out = FileChannel.open(staged, NEW, OWNER_ONLY)) {
            DirectoryOwner.inherit(staged);
            byte[] buffer = new byte[BUFFER];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                write(out, ByteBuffer.wrap(buffer, 0, length));
            }
            setMode(staged, mode);
            out.force(true);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(staged);
            }
        }
        return staged;
    }

    /** Writes all bytes. An error names the file, which the channel's own error does not. */
    private void write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw IoTrouble.located(staging.toString(), e);
        }
    }

    /** Puts a staged file into place, replacing what is there. */
    public void publish(Path staged, Path target) throws IOException {
        makeDirectories(directoryOf(target));
        try {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Path beside = target.resolveSibling("." + target.getFileName() + "." + unique());
            Files.copy(staged, beside, StandardCopyOption.COPY_ATTRIBUTES);
            DirectoryOwner.inherit(beside);
            sync(beside);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(staged);
        }
        syncDirectory(directoryOf(target));
    }

    /** Removes what an earlier crash left in the staging directory. The caller must hold the deployment's lock. */
    public void sweep() throws IOException {
        if (!Files.isDirectory(staging, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(staging)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
    }

    /**
     * Renames a file or directory within one file system, and replaces what has the new name. The change is durable when this
     * returns, so that the next step may rely on it.
     */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directoryOf(to));
        if (!directoryOf(from).equals(directoryOf(to))) {
            syncDirectory(directoryOf(from));
        }
    }

    /**
     * The first of {@code NAME}, {@code NAME.2}, {@code NAME.3} and so on that nothing has, so that what is put there replaces
     * nothing. The caller keeps others from taking it.
     */
    public static Path free(Path path) {
        Path free = path;
        for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            free = path.resolveSibling(path.getFileName() + "." + i);
        }
        return free;
    }

    /**
     * Removes a file, durably.
     *
     * @return whether it was there
     */
    public static boolean remove(Path file) throws IOException {
        boolean removed = Files.deleteIfExists(file);
        if (removed) {
            syncDirectory(directoryOf(file));
        }
        return removed;
    }

    /** Sets permission bits durably, where a later step or a verdict relies on them. */
    public static void changeMode(Path path, int mode) throws IOException {
        setMode(path, mode);
        if (Files.isReadable(path)) {
            sync(path);
        }
    }

    /** Makes a file durable that was written by other means. */
    public static void syncFile(Path file) throws IOException {
        sync(file);
    }

    /** Makes it durable that files were renamed or removed in a directory. */
    public static void syncDirectory(Path directory) throws IOException {
        sync(directory);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes a directory and its parents, durably, writable by nobody but the owner. */
    public static void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directoryOf(directory);
        makeDirectories(parent);
        Files.createDirectories(directory);
        setMode(directory, 0755);
        DirectoryOwner.inherit(directory);
        sync(directory);
        syncDirectory(parent);
    }

    /** Sets permission bits, as {@code chmod(1)} takes them. */
    public static void setMode(Path path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode & 1 << bit) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        Files.setPosixFilePermissions(path, permissions);
    }

    private static String unique() {
        return Long.toHexString(System.nanoTime()) + "-" + COUNTER.incrementAndGet() + ".tmp";
    }

    /** The directory in which a file lies, or is to lie. */
    public static Path directoryOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("the root directory is no place for a file");
        }
        return parent;
    }
}
