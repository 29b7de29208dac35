package org.corebucket.bridge.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;

/**
 * The file system. It opens regular files only, and follows no link. The files that it makes belong to the owner of their
 * directory. An interrupt does not end a write halfway, as it does with a plain channel: the write is completed, and the thread
 * stays interrupted.
 */
public final class FileDisk implements Disk {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final FileAttribute<?>[] made;
    private final boolean namesFiles;

    private FileDisk(boolean namesFiles, FileAttribute<?>... made) {
        this.namesFiles = namesFiles;
        this.made = made;
    }

    /** New files can be read by their owner alone. An error names the file. */
    public static FileDisk ofOwner() {
        return new FileDisk(true, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** New files get the mode that the umask leaves. An error names the file. */
    public static FileDisk byUmask() {
        return new FileDisk(true);
    }

    /**
     * New files get the mode that {@code init} gives logs. An error does not name the file, since the bridge may show it to
     * strangers.
     */
    public static FileDisk ofLogs() {
        return new FileDisk(false, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return open(file, READ);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return open(file, READ_WRITE);
    }

    @Override
    public DiskFile openOrMake(Path file) throws IOException {
        return openOrMake(file, READ_WRITE);
    }

    @Override
    public DiskFile openToAppend(Path file) throws IOException {
        return openOrMake(file, APPEND);
    }

    private DiskFile openOrMake(Path file, Set<OpenOption> options) throws IOException {
        make(file);
        DiskFile opened = open(file, options);
        boolean isReady = false;
        try {
            // An empty file may have been made by a process that was killed before the name was durable.
            if (opened.size() == 0) {
                syncDirectory(DurableFiles.directoryOf(file));
            }
            isReady = true;
            return opened;
        } finally {
            if (!isReady) {
                opened.close();
            }
        }
    }

    /** Makes a directory that only its owner may look into, durably, unless it is there. */
    public static void makeOwnersDirectory(Path directory) throws IOException {
        if (!FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY)) {
            Path parent = DurableFiles.directoryOf(directory);
            DurableFiles.makeDirectories(parent);
            try {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY);
            }
            DurableFiles.syncDirectory(parent);
        }
    }

    /** Makes an empty file, unless it is there. */
    public void make(Path file) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.FileType.REGULAR)) {
            try {
                Files.createFile(file, made);
                DirectoryOwner.inherit(file);
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(file, FileFacts.FileType.REGULAR);
            }
        }
    }

    /** Opens regular files only: opening a FIFO would wait until somebody opens its other end. */
    private DiskFile open(Path file, Set<OpenOption> options) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.FileType.REGULAR)) {
            throw new NoSuchFileException(file.toString());
        }
        return new ChannelFile(file, options, namesFiles);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        DurableFiles.syncDirectory(directory);
    }

    private static final class ChannelFile implements DiskFile {

        private final Path path;
        private final Set<OpenOption> options;
        private final boolean namesFiles;
        private FileChannel channel;

        ChannelFile(Path path, Set<OpenOption> options, boolean namesFiles) throws IOException {
            this.path = path;
            this.options = options;
            this.namesFiles = namesFiles;
            this.channel = FileChannel.open(path, options);
        }

        /** An operation that may be done twice: the second time changes nothing. */
        private interface Repeatable {
            long on(FileChannel channel) throws IOException;
        }

        /**
         * Does an operation. An interrupt closes a channel, so the channel is then opened again, and the operation is repeated.
         */
        private long repeated(Repeatable operation) throws IOException {
            boolean isInterrupted = false;
            try {
                while (true) {
                    try {
                        return operation.on(channel);
                    } catch (ClosedByInterruptException e) {
                        isInterrupted |= Thread.interrupted();
                        channel = FileChannel.open(path, options);
                    }
                }
            } finally {
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public long size() throws IOException {
            return repeated(FileChannel::size);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int begin = into.position();
            return (int) repeated(open -> open.read(into.position(begin), position));
        }

        /** Bytes that were written before an interrupt have been taken from the buffer, so they are not written twice. */
        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            int begin = bytes.position();
            try {
                return (int) repeated(open -> {
                    if (bytes.position() == begin) {
                        return options.contains(StandardOpenOption.APPEND)
                                ? open.write(bytes)
                                : open.write(bytes, position);
                    }
                    return (long) bytes.position() - begin;
                });
            } catch (IOException e) {
                throw told(e);
            }
        }

        @Override
        public void force() throws IOException {
            try {
                repeated(open -> {
                    open.force(false);
                    return 0;
                });
            } catch (IOException e) {
                throw told(e);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            try {
                repeated(open -> open.truncate(length).size());
            } catch (IOException e) {
                throw told(e);
            }
        }

        /** Adds the file's name, which the system leaves out, where errors of this disk name files. */
        private IOException told(IOException e) {
            return namesFiles ? IoTrouble.located(path.toString(), e) : e;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
