package org.corebucket.bridge.digest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Set;
import org.corebucket.bridge.text.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * Hashes one file after another, for one thread. It keeps the directory of the last file open, and opens files in it by
 * {@code openat(2)} with {@code O_NOFOLLOW}.
 */
final class FileHasher implements Closeable {

    private static final int BUFFER_BYTES = 128 * 1024;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /**
     * A sink that drops the bytes. It is a class, since the first lambda would cost {@code verify} the bootstrap of all
     * lambdas.
     */
    static final TreeHasher.Sink NOWHERE = new TreeHasher.Sink() {
        @Override
        public void take(byte[] buffer, int count) {}
    };

    private final Path root;
    private final HashProgress progress;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** The directory of the last path: its name here, and below either its open stream or the reason why it has none. */
    private @Nullable String current;

    private @Nullable SecureDirectoryStream<Path> open;
    private FileState refusal = new FileState.Missing();

    FileHasher(Path root, HashProgress progress) {
        this.root = root;
        this.progress = progress;
    }

    /** Hashes one file, and passes the bytes on: the digest is that of the bytes which the sink took. */
    FileState hash(String path, TreeHasher.Sink sink) throws IOException {
        int slash = path.lastIndexOf('/');
        enter(slash < 0 ? "" : path.substring(0, slash));
        SecureDirectoryStream<Path> directory = open;
        if (directory == null) {
            return refusal;
        }
        try {
            return hash(directory, name(path.substring(slash + 1)), sink);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (NoSuchFileException e) {
            return new FileState.Missing();
        } catch (IOException e) {
            return NotRegularException.isLinkNow(e)
                    ? new FileState.NotRegular(FileFacts.FileType.SYMLINK.words())
                    : new FileState.Unreadable(path, e);
        }
    }

    private FileState hash(SecureDirectoryStream<Path> directory, Path name, TreeHasher.Sink sink) throws IOException {
        BasicFileAttributes attributes = attributes(directory, name);
        if (!attributes.isRegularFile()) {
            return new FileState.NotRegular(words(attributes));
        }
        sha256.reset();
        long size = 0;
        try (SeekableByteChannel channel = directory.newByteChannel(name, READ)) {
            int count = BUFFER_BYTES;
            // A regular file that gives less than it was asked for is at its end (read(2)).
            while (count == BUFFER_BYTES) {
                count = Math.max(0, channel.read(buffer.clear()));
                sha256.update(buffer.array(), 0, count);
                sink.take(buffer.array(), count);
                size += count;
                progress.read(count);
            }
        }
        return new FileState.Digested(Sha256.ofBytes(sha256.digest()), size);
    }

    private void enter(String directory) throws IOException {
        if (directory.equals(current)) {
            return;
        }
        close();
        current = directory;
        SecureDirectoryStream<Path> at = openRoot();
        int start = 0;
        while (at != null && start < directory.length()) {
            int slash = directory.indexOf('/', start);
            int end = slash < 0 ? directory.length() : slash;
            try (SecureDirectoryStream<Path> parent = at) {
                at = descend(parent, directory, start, end);
            }
            start = end + 1;
        }
        open = at;
    }

    @SuppressWarnings("StreamResourceLeak") // it is handed out open; descend() or close() closes it
    private SecureDirectoryStream<Path> openRoot() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException(
                "this file system has no openat(2), without which links can't be refused safely: " + root);
    }

    /** Opens a directory by its name in an open one. If it can't, it notes why and returns null. */
    private @Nullable SecureDirectoryStream<Path> descend(
            SecureDirectoryStream<Path> parent, String directory, int start, int end) throws IOException {
        try {
            Path name = name(directory.substring(start, end));
            BasicFileAttributes attributes = attributes(parent, name);
            if (attributes.isDirectory()) {
                return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            }
            refusal = new FileState.Unreachable(directory.substring(0, end), words(attributes));
        } catch (NoSuchFileException e) {
            refusal = new FileState.Missing();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            refusal = NotRegularException.isLinkNow(e)
                    ? new FileState.Unreachable(directory.substring(0, end), FileFacts.FileType.SYMLINK.words())
                    : new FileState.Unreadable(directory.substring(0, end), e);
        }
        return null;
    }

    private Path name(String name) throws FileSystemException {
        try {
            return FileNames.hasRawBytes(name)
                    ? FileNames.name(name)
                    : root.getFileSystem().getPath(name);
        } catch (InvalidPathException e) {
            throw new FileSystemException(name, null, "the locale can't express its name; set LC_ALL=C.UTF-8");
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static String words(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return FileFacts.FileType.SYMLINK.words();
        }
        if (attributes.isRegularFile()) {
            return FileFacts.FileType.REGULAR.words();
        }
        return attributes.isDirectory() ? FileFacts.FileType.DIRECTORY.words() : "a FIFO, socket or device";
    }

    @Override
    public void close() throws IOException {
        SecureDirectoryStream<Path> directory = open;
        open = null;
        current = null;
        if (directory != null) {
            directory.close();
        }
    }
}
