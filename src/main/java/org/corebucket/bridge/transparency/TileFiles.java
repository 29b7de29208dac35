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
 * the size of the last checkpoint that was signed, since {@link #force} precedes that.
 *
 * <p>One thread appends; any may read what is below the size that it was told.
 */
public final class TileFiles implements TileHashes, Closeable {

    private final Path directory;
    private final List<TileLevel> levels = new ArrayList<>();
    private volatile long size;

    /** One level: its file, and the tile at its end, which is not full yet. */
    private static final class TileLevel implements Closeable {

        private final FileChannel file;
        private final byte[] tile = new byte[Tile.WIDTH * Sha256.BYTES];
        private long count;
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
            count = hashes;
            written = hashes;
            int width = (int) (hashes % Tile.WIDTH);
            byte[] partial = read(hashes - width, width);
            System.arraycopy(partial, 0, tile, 0, partial.length);
            return true;
        }

        /** Adds a hash; gives whether that filled the tile. */
        private boolean add(byte[] hash) throws IOException {
            int at = (int) (count % Tile.WIDTH);
            System.arraycopy(hash, 0, tile, at * Sha256.BYTES, Sha256.BYTES);
            count++;
            if (at == Tile.WIDTH - 1) {
                write();
                return true;
            }
            return false;
        }

        private void write() throws IOException {
            long start = (count - 1) / Tile.WIDTH * Tile.WIDTH;
            long from = Math.max(written, start);
            ByteBuffer rest =
                    ByteBuffer.wrap(tile, (int) (from - start) * Sha256.BYTES, (int) (count - from) * Sha256.BYTES);
            long position = from * Sha256.BYTES;
            while (rest.hasRemaining()) {
                position += file.write(rest, position);
            }
            written = count;
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
     * @param content what the leaf is of; for an entry, the 32 bytes of its hash
     */
    public void append(Sha256 content) throws IOException {
        byte[] hash = MerkleHashes.leaf(content.bytes()).bytes();
        for (int level = 0; level(level).add(hash); level++) {
            hash = TileHashes.root(levels.get(level).tile, 0, Tile.WIDTH).bytes();
        }
    }

    /** Writes what was appended, so that it can be read; a crash of the host may take it back. */
    public void flush() throws IOException {
        for (TileLevel level : levels) {
            if (level.written < level.count) {
                level.write();
            }
        }
        size = levels.isEmpty() ? 0 : levels.get(0).count;
    }

    /**
     * Begins again with the first leaf, in the place of what is there. What is there can be read until {@link #flush}; a leaf that
     * is the same as before leaves its place as it was.
     */
    public void rewrite() {
        for (TileLevel level : levels) {
            level.count = 0;
            level.written = 0;
        }
    }

    /** Forgets what was appended since the last {@link #flush}. */
    public void revert() throws IOException {
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
