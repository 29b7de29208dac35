package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.jspecify.annotations.Nullable;

/**
 * The files of one ledger in the order of their entries. The last one is opened at once: a bridge may give it another
 * name and begin a new one at any time, and then this still is the ledger that was listed.
 */
public final class SegmentFiles implements Closeable {

    private static final String DIRECTORY = "logs";
    private static final String LIVE = "provenance_chain.jsonl";
    private static final String CLOSED = "provenance_chain.[0-9][0-9][0-9][0-9][0-9][0-9].jsonl";

    private final List<Path> files;
    private final @Nullable FileChannel last;
    private final String prefix;
    private final @Nullable Head mark;
    private final @Nullable String given;

    private SegmentFiles(List<Path> files, @Nullable FileChannel last, String prefix, @Nullable Head mark) {
        this(files, last, prefix, mark, null);
    }

    private SegmentFiles(
            List<Path> files, @Nullable FileChannel last, String prefix, @Nullable Head mark, @Nullable String given) {
        this.files = List.copyOf(files);
        this.last = last;
        this.prefix = prefix;
        this.mark = mark;
        this.given = given;
    }

    /** The whole ledger of a deployment: its closed segments, then the live one. */
    public static SegmentFiles of(Deployment deployment) throws IOException {
        Path live = deployment.path(DIRECTORY).resolve(LIVE);
        while (true) {
            Head mark = DurableMark.read(LedgerFiles.of(deployment).mark()).orElse(null);
            List<Path> files = closed(deployment);
            FileChannel channel = openIfThere(live);
            if (closed(deployment).equals(files)) {
                if (channel != null) {
                    files.add(live);
                }
                return new SegmentFiles(files, channel, DIRECTORY + "/", mark);
            }
            end(channel);
        }
    }

    /**
     * Some files as one ledger.
     *
     * @throws NoSuchFileException if the last one is not there
     */
    public static SegmentFiles of(List<Path> files) throws IOException {
        return new SegmentFiles(files, files.isEmpty() ? null : channel(files.get(files.size() - 1)), "", null);
    }

    /**
     * The one file that a user named, as a ledger. A ledger is read more than once, so what comes through a pipe is copied to a
     * temporary file first, which has no name any more when this returns.
     *
     * @throws NoSuchFileException if it is not there
     */
    public static SegmentFiles of(InputFile file) throws IOException {
        Path path = file.path();
        if (path != null && file.isRegular()) {
            Path real = path.toRealPath();
            return new SegmentFiles(List.of(real), channel(real), "", null, file.name());
        }
        Path copy = Files.createTempFile("bridgectl-ledger-", ".jsonl");
        try (InputStream in = file.open()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return new SegmentFiles(List.of(copy), channel(copy), "", null, file.name());
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static List<Path> closed(Deployment deployment) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(deployment.path(DIRECTORY), CLOSED)) {
            for (Path file : found) {
                files.add(file);
            }
        } catch (NoSuchFileException e) {
            return files;
        }
        Collections.sort(files);
        return files;
    }

    private static @Nullable FileChannel openIfThere(Path file) throws IOException {
        try {
            return channel(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Opening a FIFO would wait for whoever opens its other end. */
    private static FileChannel channel(Path file) throws IOException {
        FileFacts facts = FileFacts.of(file);
        if (!facts.isRegular()) {
            throw new FileSystemException(
                    file.toString(), null, "it is " + facts.type().words());
        }
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Where the ledger ended, at least, before its files were listed; null if that is not known. */
    @Nullable
    Head mark() {
        return mark;
    }

    /** How many files there are. */
    int count() {
        return files.size();
    }

    /** What a file is called in reports. */
    String name(int segment) {
        if (given != null) {
            return given;
        }
        return prefix.isEmpty()
                ? files.get(segment).toString()
                : prefix + files.get(segment).getFileName();
    }

    /** Whether a file is a segment that was complete when it was given its name. */
    boolean isClosed(int segment) {
        return !prefix.isEmpty()
                && !String.valueOf(files.get(segment).getFileName()).equals(LIVE);
    }

    /** Opens a file for reading from an offset; whoever asked closes it by {@link #close(FileChannel)}. */
    FileChannel open(int segment, long offset) throws IOException {
        FileChannel channel = segment == files.size() - 1 && last != null ? last : channel(files.get(segment));
        return channel.position(offset);
    }

    /** Closes what was opened; the last one stays open for the next reader. */
    void close(FileChannel channel) throws IOException {
        if (channel != last) {
            channel.close();
        }
    }

    /** How many bytes there are now. */
    public long bytes() throws IOException {
        long sum = last == null ? 0 : last.size();
        for (int i = 0; i < files.size() - (last == null ? 0 : 1); i++) {
            sum += Files.size(files.get(i));
        }
        return sum;
    }

    private static void end(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        end(last);
    }
}
