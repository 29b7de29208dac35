package org.corebucket.bridge.client.outbox.file;

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
        if (!FileFacts.isThere(directory, FileFacts.Type.DIRECTORY)) {
            Path parent = parent(directory);
            DurableFiles.makeDirectories(parent);
            try {
                Files.createDirectory(directory, DIRECTORY);
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(directory, FileFacts.Type.DIRECTORY);
            }
            DurableFiles.syncDirectory(parent);
        }
    }

    /** Makes an empty file for its owner alone, unless it is there. */
    public static void makeFile(Path file) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.Type.REGULAR)) {
            try {
                Files.createFile(file, FILE);
            } catch (FileAlreadyExistsException e) {
                FileFacts.isThere(file, FileFacts.Type.REGULAR);
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
    public Handle open(Path file) throws IOException {
        return open(file, "rw");
    }

    @Override
    public Handle openToRead(Path file) throws IOException {
        return open(file, "r");
    }

    private static Handle open(Path file, String mode) throws IOException {
        if (!FileFacts.isThere(file, FileFacts.Type.REGULAR)) {
            throw new NoSuchFileException(file.toString());
        }
        return new Opened(file, new RandomAccessFile(file.toFile(), mode));
    }

    @Override
    public Handle openOrMake(Path file) throws IOException {
        makeFile(file);
        Handle handle = open(file);
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

    private record Opened(Path path, RandomAccessFile file) implements Handle {

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
