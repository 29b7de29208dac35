package org.corebucket.bridge.deployment;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.corebucket.bridge.readiness.Mendable;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A file that a user named to be read (CONTRACT 1): a file, a FIFO, a device, what a shell writes for {@code <(...)}, or
 * standard input, which is {@code -} or {@code /dev/stdin}. All commands read what they are given through here. A pipe can be
 * read only once, so {@link #bytes} keeps what it has read.
 */
public final class InputFile {

    /** The longest file that {@link #bytes} reads, in bytes. A longer one can only be read as a stream. */
    public static final int LARGEST = 16 << 20;

    /** How messages name standard input. */
    private static final String STANDARD_INPUT = "standard input";

    private static final Set<String> STANDARD_INPUTS = Set.of("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    private final String name;
    private final @Nullable Path path;
    private byte @Nullable [] kept;
    private byte @Nullable [] keptLine;

    private InputFile(String name, @Nullable Path path) {
        this.name = name;
        this.path = path;
    }

    /**
     * The input that a user named.
     *
     * @param directory where relative paths begin
     */
    public static InputFile of(Path given, Path directory) {
        return isStandardInput(given)
                ? new InputFile(STANDARD_INPUT, null)
                : new InputFile(OneLine.of(FileNames.of(given)), directory.resolve(given));
    }

    /** A file by its absolute path. */
    public static InputFile of(Path path) {
        return new InputFile(OneLine.of(FileNames.of(path)), path);
    }

    /** Whether a path stands for standard input. */
    public static boolean isStandardInput(Path given) {
        return STANDARD_INPUTS.contains(given.toString());
    }

    /** Its name for messages: as the user wrote it, on one line. */
    public String name() {
        return name;
    }

    /** Its path; null for standard input. */
    public @Nullable Path path() {
        return path;
    }

    /** Whether it is a regular file, which can be read again and again; a pipe can't. */
    public boolean isRegular() {
        return path != null && Files.isRegularFile(path);
    }

    /** Whether there is anything at its path. */
    public boolean isThere() {
        return path == null || Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens it for reading, however long it is. The caller closes the stream; standard input itself stays open.
     *
     * @throws NoSuchFileException if there is nothing of that name
     * @throws FileSystemException naming the file, if it is a directory or can't be opened
     */
    public InputStream open() throws IOException {
        Path file = path;
        if (file == null) {
            return new Forward(System.in, name, false);
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory, and a file is wanted");
        }
        // A channel's stream asks for its position, and a pipe has none.
        return new Forward(isRegular() ? Files.newInputStream(file) : openOther(file), file.toString(), true);
    }

    private static InputStream openOther(Path file) throws IOException {
        try {
            return new FileInputStream(file.toFile());
        } catch (FileNotFoundException e) {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            // A user who may not enter the directory can't see whether the file is there.
            boolean hidden = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (hidden || (Files.exists(file) && !Files.isReadable(file))) {
                throw new AccessDeniedException(file.toString());
            }
            FileSystemException located = Files.exists(file)
                    ? new FileSystemException(file.toString(), null, "it can't be opened")
                    : new NoSuchFileException(file.toString());
            located.initCause(e);
            throw located;
        }
    }

    /**
     * Reads all of it.
     *
     * @throws TooLongException if it has more than {@link #LARGEST} bytes
     */
    public synchronized byte[] bytes() throws IOException {
        if (kept != null) {
            return kept.clone();
        }
        byte[] all;
        try (InputStream in = open()) {
            all = in.readNBytes(LARGEST + 1);
        }
        if (all.length > LARGEST) {
            throw new TooLongException(name);
        }
        if (!isRegular()) {
            kept = all.clone();
        }
        return all;
    }

    /** Reads all of it as text, one character for each byte: for formats in ASCII that may have other text around them. */
    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads its first line, without the line feed. Nothing behind it is read, so that a person can type the line.
     *
     * @param longest how many bytes of it are read at most
     */
    public synchronized byte[] firstLine(int longest) throws IOException {
        if (keptLine != null) {
            return keptLine.clone();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = open()) {
            int next = in.read();
            while (next >= 0 && next != '\n' && next != '\r' && line.size() < longest) {
                line.write(next);
                next = in.read();
            }
        }
        byte[] read = line.toByteArray();
        line.reset();
        if (!isRegular()) {
            keptLine = read.clone();
        }
        return read;
    }

    /** The input is longer than {@link #LARGEST}. */
    public static final class TooLongException extends FileSystemException implements Mendable {

        private static final long serialVersionUID = 1L;

        TooLongException(String name) {
            super(name, null, "it is longer than " + LARGEST + " bytes, and so not what is wanted here");
        }

        @Override
        public MendableException.MendableKind kind() {
            return MendableException.MendableKind.MALFORMED;
        }
    }

    /** A stream that never asks for its position, and whose errors name the file. */
    private static final class Forward extends InputStream {

        private final InputStream in;
        private final String name;
        private final boolean closes;

        Forward(InputStream in, String name, boolean closes) {
            this.in = in;
            this.name = name;
            this.closes = closes;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw located(e);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return in.read(bytes, from, length);
            } catch (IOException e) {
                throw located(e);
            }
        }

        private IOException located(IOException e) {
            if (e instanceof FileSystemException) {
                return e;
            }
            return IoTrouble.located(name, e);
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            if (closes) {
                in.close();
            }
        }
    }
}
