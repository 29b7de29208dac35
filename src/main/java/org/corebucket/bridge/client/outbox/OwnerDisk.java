package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;

/**
 * The file system: real directories and regular files, which only their owner may look into. A channel would be closed by an
 * interrupt in the middle of a write, and leave half of it; these files are not.
 */
public final class OwnerDisk implements Disk {

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Makes a directory for its owner alone, durably, unless it is there. */
    public static void makeDirectory(Path directory) throws IOException {
        if (!FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY)) {
            Path parent = parent(directory);
            DurableFiles.makeDirectories(parent);
            try {
                Files.createDirectory(directory, DIRECTORY);
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY);
            }
            DurableFiles.syncDirectory(parent);
        }
    }

    /** Makes an empty file for its owner alone, unless it is there. */
    public static void makeFile(Path file) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.FileType.REGULAR)) {
            try {
                Files.createFile(file, FILE);
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(file, FileFacts.FileType.REGULAR);
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("the root directory is no place for an outbox");
        }
        return parent;
    }

    @Override
    public DiskHandle open(Path file) throws IOException {
        return open(file, "rw");
    }

    @Override
    public DiskHandle openToRead(Path file) throws IOException {
        return open(file, "r");
    }

    private static DiskHandle open(Path file, String mode) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.FileType.REGULAR)) {
            throw new NoSuchFileException(file.toString());
        }
        return new OpenedFile(file, new RandomAccessFile(file.toFile(), mode));
    }

    @Override
    public DiskHandle openOrMake(Path file) throws IOException {
        makeFile(file);
        DiskHandle handle = open(file);
        boolean isReady = false;
        try {
            // It may also have been made by somebody who was killed before its name was durable.
            if (handle.size() == 0) {
                DurableFiles.syncDirectory(parent(file));
            }
            isReady = true;
            return handle;
        } finally {
            if (!isReady) {
                handle.close();
            }
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private record OpenedFile(Path path, RandomAccessFile file) implements DiskHandle {

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public int read(byte[] into, int from, int length, long position) throws IOException {
            file.seek(position);
            int got = 0;
            while (got < length) {
                int more = file.read(into, from + got, length - got);
                if (more < 0) {
                    return got;
                }
                got += more;
            }
            return got;
        }

        @Override
        public void write(byte[] bytes, int length, long position) throws IOException {
            try {
                file.seek(position);
                file.write(bytes, 0, length);
            } catch (IOException e) {
                throw located(e);
            }
        }

        @Override
        public void force() throws IOException {
            try {
                file.getFD().sync();
            } catch (IOException e) {
                throw located(e);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            try {
                file.setLength(length);
            } catch (IOException e) {
                throw located(e);
            }
        }

        /** Says where it failed, which the system does not. */
        private IOException located(IOException e) {
            return IoTrouble.located(path.toString(), e);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
