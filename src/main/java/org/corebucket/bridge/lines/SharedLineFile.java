package org.corebucket.bridge.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;

/**
 * A file of lines to which any number of processes append at the same time, without a lock. So nothing is ever cut off: a line
 * that a crash or a full disk left torn gets its line feed from the next process that appends.
 */
public final class SharedLineFile {

    private static final byte LINE_FEED = '\n';

    private final Disk disk;
    private final Path path;

    /** A file that need not be there yet. */
    public SharedLineFile(Path path) {
        this(FileDisk.byUmask(), path);
    }

    SharedLineFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    /**
     * Appends one line with one write; it is on disk when this returns. A torn line before it gets its line feed first, so that
     * the two don't become one. The file's directory is made if it is missing.
     *
     * @param line without its line feed
     * @throws IOException if it is not on disk
     */
    public void append(String line) throws IOException {
        Path directory = path.getParent();
        if (directory != null) {
            DurableFiles.makeDirectories(directory);
        }
        String text = endsTorn() ? "\n" + line + "\n" : line + "\n";
        ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (Disk.DiskFile file = disk.openToAppend(path)) {
            while (rest.hasRemaining()) {
                file.writeSome(rest, 0);
            }
            file.force();
        }
    }

    /** Ends a torn line, for a caller that goes on to append by other means. A file that is not there is made. */
    public void endTorn() throws IOException {
        boolean isTorn = endsTorn();
        try (Disk.DiskFile file = disk.openToAppend(path)) {
            if (isTorn) {
                file.writeAll(new byte[] {LINE_FEED}, 1, 0);
            }
        }
    }

    private boolean endsTorn() throws IOException {
        requireRegular();
        try (Disk.DiskFile file = disk.openToRead(path)) {
            byte[] last = {LINE_FEED};
            file.readAll(last, 0, 1, Math.max(0, file.size() - 1));
            return last[0] != LINE_FEED;
        } catch (NoSuchFileException e) {
            return false; // it is made by the first line
        }
    }

    private void requireRegular() throws IOException {
        try {
            FileFacts facts = FileFacts.of(path);
            if (!facts.isRegular()) {
                throw new FileSystemException(
                        path.toString(), null, "it is " + facts.type().words());
            }
        } catch (NoSuchFileException e) {
            return; // it is made by the first line
        }
    }
}
