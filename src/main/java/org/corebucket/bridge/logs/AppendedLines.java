package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;

/** A file of lines that are appended whole and are on disk when {@link #append} returns. */
final class AppendedLines {

    private static final byte LINE_FEED = '\n';

    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final Path file;

    /** Lines in a file, which need not be there yet. */
    AppendedLines(Path file) {
        this.file = file;
    }

    /**
     * Appends one line with one write. A torn line that a crash left before it is ended first, so that it spoils no other.
     *
     * @param line without its line feed
     * @throws IOException if it is not on disk
     */
    void append(String line) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            DurableFiles.makeDirectories(directory);
        }
        boolean isNew = !requirePlainFile(file);
        String text = endsTorn(file) ? "\n" + line + "\n" : line + "\n";
        ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = FileChannel.open(file, APPEND)) {
            if (isNew) {
                DirectoryOwner.inherit(file);
            }
            boolean fresh = out.size() == 0;
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(false);
            if (fresh && directory != null) {
                // Its name, too: whoever made it may not have come so far.
                DurableFiles.syncDirectory(directory);
            }
        }
    }

    /** Ends a line that a crash left torn, before something else appends to it; a file that is not there is made. */
    static void endTorn(Path file) throws IOException {
        boolean isNew = !requirePlainFile(file);
        try (FileChannel out = FileChannel.open(file, APPEND)) {
            if (isNew) {
                DirectoryOwner.inherit(file);
            }
            if (endsTorn(file)) {
                out.write(ByteBuffer.wrap(new byte[] {LINE_FEED}));
            }
        }
    }

    /** Opening a FIFO would wait for whoever opens its other end. Returns whether the file is there. */
    private static boolean requirePlainFile(Path file) throws IOException {
        try {
            FileFacts facts = FileFacts.of(file);
            if (!facts.isRegular()) {
                throw new FileSystemException(
                        file.toString(), null, "it is " + facts.type().words());
            }
            return true;
        } catch (NoSuchFileException e) {
            // It is made by the first line.
            return false;
        }
    }

    private static boolean endsTorn(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != LINE_FEED;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
