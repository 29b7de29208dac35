package org.corebucket.bridge.transparency;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;

/**
 * A tree's hashes on disk: one file for each level of tiles, with one hash behind the other, so that every tile and every partial
 * tile is a piece of a file. They are made from the ledger and can be made again; what is on disk after a crash is taken up to
 * the size of the last checkpoint that was signed, since {@link #force} precedes that. What was appended leads to {@link #root()},
 * whatever became of the files since.
 *
 * <p>One thread appends; any may read what is below the size that it was told.
 */
public final class TileFiles implements TileHashes, Closeable {

    private final Path directory;
    private final List<TileLevel> levels = new ArrayList<>();
    private final RightEdge.NodeTaker nodes = this::take;
    private RightEdge edge = new RightEdge();
    private RightEdge flushed = edge;
    private volatile long size;

    /** One level: its file, and the hashes that are not written yet. */
    private static final class TileLevel implements Closeable {

        /** How many hashes are written at once. A level has never more that wait than the lowest one. */
        private static final int STEP = 8 * Tile.WIDTH;

        private final FileChannel file;
        private final byte[] waiting = new byte[STEP * Sha256.BYTES];
        private int length;
        private long written;

        private TileLevel(Path path) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        /** Takes up what is there, up to that many hashes. */
        private boolean resume(long hashes) throws IOException {
            if (file.size() < hashes * Sha256.BYTES) {
                return false;
            }
            file.truncate(hashes * Sha256.BYTES);
            begin(hashes);
            return true;
        }

        /** What is added from now on comes behind that many hashes. */
        private void begin(long hashes) {
            written = hashes;
            length = 0;
        }

        private void add(byte[] hashes, int at) {
            System.arraycopy(hashes, at, waiting, length, Sha256.BYTES);
            length += Sha256.BYTES;
        }

        private boolean isFull() {
            return length == waiting.length;
        }

        private void write() throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(waiting, 0, length);
            while (rest.hasRemaining()) {
                file.write(rest, written * Sha256.BYTES + rest.position());
            }
            written += length / Sha256.BYTES;
            length = 0;
        }

        private byte[] read(long first, int hashes) throws IOException {
            return TileFiles.read(file, first, hashes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Some hashes of the file of a level. */
    static byte[] read(FileChannel file, long first, int hashes) throws IOException {
        byte[] bytes = new byte[hashes * Sha256.BYTES];
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            if (file.read(in, first * Sha256.BYTES + in.position()) < 0) {
                throw new EOFException("the tree's tiles end too early");
            }
        }
        return bytes;
    }

    /** The file of a level of tiles. */
    static Path file(Path directory, int level) {
        return directory.resolve("level-" + level);
    }

    private TileFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens the files, and makes them if they are not there.
     *
     * @param durable how many leaves the last signed checkpoint counts; 0 if there is none
     * @return the files with that many leaves; with none if they have fewer, and then the tree is to be made again
     */
    public static TileFiles open(Path directory, long durable) throws IOException {
        DurableFiles.makeDirectories(directory);
        TileFiles files = new TileFiles(directory);
        boolean opened = false;
        try {
            long resumed = files.resume(durable) ? durable : 0;
            if (resumed != durable) {
                files.resume(0);
            }
            files.size = resumed;
            files.edge = RightEdge.of(files, resumed);
            files.flushed = new RightEdge(files.edge);
            opened = true;
            return files;
        } finally {
            if (!opened) {
                files.close();
            }
        }
    }

    private boolean resume(long leaves) throws IOException {
        boolean whole = true;
        for (int level = 0; level < levels.size() || Tile.hashes(level, leaves) > 0; level++) {
            whole &= level(level).resume(Tile.hashes(level, leaves));
        }
        return whole;
    }

    private TileLevel level(int level) throws IOException {
        while (levels.size() <= level) {
            levels.add(new TileLevel(file(directory, levels.size())));
        }
        return levels.get(level);
    }

    /** How many leaves there are. */
    public long size() {
        return size;
    }

    /**
     * Appends a leaf. It can be read when {@link #flush} was called.
     *
     * @param contents hold what the leaf is of from {@code at} on: 32 bytes; for an entry, its hash
     */
    public void append(byte[] contents, int at) throws IOException {
        if (Tile.hashes(levels.size(), edge.size() + 1) > 0) {
            level(levels.size());
        }
        edge.append(contents, at, Sha256.BYTES, nodes);
        if (levels.get(0).isFull()) {
            write();
        }
    }

    /** The nodes above full tiles are what the next level's tiles are made of. */
    private void take(int height, byte[] hashes, int at) {
        if (height % Tile.HEIGHT == 0) {
            levels.get(height / Tile.HEIGHT).add(hashes, at);
        }
    }

    private void write() throws IOException {
        for (TileLevel level : levels) {
            level.write();
        }
    }

    /** Writes what was appended, so that it can be read; a crash of the host may take it back. */
    public void flush() throws IOException {
        write();
        flushed = new RightEdge(edge);
        size = edge.size();
    }

    /** The root over all that can be read, as it was appended, and not as the files have it now. */
    public Sha256 root() {
        return flushed.root();
    }

    /**
     * Begins again with the first leaf, in the place of what is there. What is there can be read until {@link #flush}; a leaf that
     * is the same as before leaves its place as it was.
     */
    public void rewrite() {
        levels.forEach(level -> level.begin(0));
        edge = new RightEdge();
    }

    /** Forgets what was appended since the last {@link #flush}. */
    public void revert() throws IOException {
        edge = new RightEdge(flushed);
        if (!resume(size)) {
            throw new EOFException("the tree's tiles end too early");
        }
    }

    /** Writes what was appended durably: no crash takes it back. */
    public void force() throws IOException {
        flush();
        for (TileLevel level : levels) {
            level.file.force(false);
        }
    }

    @Override
    public byte[] hashes(int level, long first, int count) throws IOException {
        if (first + count > Tile.hashes(level, size)) {
            throw new EOFException(
                    "a tree of " + size + " leaves has no hash " + (first + count - 1) + " at level " + level);
        }
        return levels.get(level).read(first, count);
    }

    @Override
    public void close() throws IOException {
        for (TileLevel level : levels) {
            level.close();
        }
    }
}
