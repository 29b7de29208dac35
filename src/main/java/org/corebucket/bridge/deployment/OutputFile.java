package org.corebucket.bridge.deployment;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A file that a user named to be written (CONTRACT 1). All commands write such files by this class. A regular file, or one that
 * is not there yet, appears whole or not at all; a link to one stays a link. Devices, FIFOs and sockets, and links to them, are
 * written to and never replaced. {@code -} and {@code /dev/stdout} are standard output. No directory is made.
 */
public final class OutputFile {

    private static final int MODE = 0644;

    /** The most links in a row that the kernel follows. */
    private static final int MOST_LINKS = 40;

    private static final Set<String> STANDARD_OUTPUTS = Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    private final String name;
    private final @Nullable Path path;

    /** The content, which writes itself. */
    public interface OutputContent {
        /** Writes the content to a stream, which the caller closes. */
        void write(OutputStream out) throws IOException;
    }

    private OutputFile(String name, @Nullable Path path) {
        this.name = name;
        this.path = path;
    }

    /**
     * The output that a user named.
     *
     * @param directory where relative paths begin
     */
    public static OutputFile of(Path given, Path directory) {
        return STANDARD_OUTPUTS.contains(given.toString())
                ? new OutputFile("standard output", null)
                : new OutputFile(OneLine.of(FileNames.of(given)), directory.resolve(given));
    }

    /** A file by its absolute path. */
    public static OutputFile of(Path path) {
        return new OutputFile(OneLine.of(FileNames.of(path)), path);
    }

    /** Standard output. */
    public static OutputFile standardOutput() {
        return new OutputFile("standard output", null);
    }

    /** Its name for messages: as the user wrote it, on one line. */
    public String name() {
        return name;
    }

    /** Its path; null for standard output. */
    public @Nullable Path path() {
        return path;
    }

    /** Whether it is standard output. */
    public boolean isStandardOutput() {
        return path == null;
    }

    /**
     * The path of the regular file behind all links, which may not be there yet; null if it leads to a device, a pipe or
     * standard output.
     */
    public @Nullable Path regular() throws IOException {
        return path == null ? null : target(path);
    }

    /** Whether it is a regular file or will be one, so that it is replaced as a whole. */
    public boolean isRegular() throws IOException {
        return regular() != null;
    }

    /**
     * Throws if the output could not be written. Commands ask this before they do the work whose result it takes.
     *
     * @throws FileNotFoundException if its directory is not there
     * @throws FileSystemException if it is a directory itself
     */
    public void requireWritable() throws IOException {
        Path file = path == null ? null : target(path);
        if (file != null) {
            directory(file);
        }
    }

    /**
     * Writes the content.
     *
     * @throws FileNotFoundException if its directory is not there
     * @throws FileSystemException naming the file, if it can't be written; a regular file then keeps its old content
     */
    public void write(OutputContent content) throws IOException {
        try {
            Path file = path;
            if (file == null) {
                writeTo(new FileOutputStream(FileDescriptor.out), content);
                return;
            }
            Path target = target(file);
            if (target != null) {
                replace(target, content);
                return;
            }
            try (OutputStream out =
                    Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                writeTo(out, content);
            }
        } catch (FileSystemException | FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw IoTrouble.located(path == null ? name : path.toString(), e);
        }
    }

    private static void writeTo(OutputStream stream, OutputContent content) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(stream, 1 << 16);
        content.write(out);
        out.flush();
    }

    private static void replace(Path target, OutputContent content) throws IOException {
        DurableFiles files = new DurableFiles(directory(target));
        Path staged = files.stage(new byte[0], mode(target));
        try {
            try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
                writeTo(Channels.newOutputStream(channel), content);
                channel.force(true);
            }
            files.publish(staged, target);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    /** The permission bits of the file that is replaced, so that nobody can read the new one who could not read the old one. */
    private static int mode(Path target) throws IOException {
        if (!Files.exists(target)) {
            return MODE;
        }
        int mode = 0;
        PosixFilePermission[] bits = PosixFilePermission.values();
        Set<PosixFilePermission> set = Files.getPosixFilePermissions(target);
        for (int i = 0; i < bits.length; i++) {
            mode |= set.contains(bits[i]) ? 1 << (bits.length - 1 - i) : 0;
        }
        return mode;
    }

    private static Path directory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory, and a file is wanted");
        }
        if (!Files.isDirectory(directory)) {
            throw new FileNotFoundException(OneLine.of(file.toString()) + " can't be written: there is no directory "
                    + OneLine.of(directory.toString()) + "; make it first");
        }
        return directory;
    }

    /** The regular file that a path leads to, whether it is there or not; null if it leads to a device, a FIFO or a socket. */
    private static @Nullable Path target(Path path) throws IOException {
        if (path.startsWith("/dev") || path.startsWith("/proc")) {
            return null;
        }
        if (Files.exists(path)) {
            boolean file = Files.isRegularFile(path) || Files.isDirectory(path);
            return file ? path.toRealPath() : null;
        }
        Path target = path;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(path.toString(), null, "its links lead in a circle");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target.startsWith("/dev") || target.startsWith("/proc") ? null : target;
    }
}
