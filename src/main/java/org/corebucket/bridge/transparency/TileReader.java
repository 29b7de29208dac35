package org.corebucket.bridge.transparency;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The nodes of a tree from the files that {@link TileFiles} keeps, read while another process may write them. Whoever reads them
 * holds what it makes of them against a root: they may be rotten, or be made again just now.
 */
public final class TileReader implements TileHashes, Closeable {

    private final Path directory;
    private final List<FileChannel> levels = new ArrayList<>();

    /** Those in a directory, of which nothing is opened before it is needed. */
    public TileReader(Path directory) {
        this.directory = directory;
    }

    @Override
    public byte[] hashes(int level, long first, int count) throws IOException {
        return TileFiles.read(level(level), first, count);
    }

    private FileChannel level(int level) throws IOException {
        while (levels.size() <= level) {
            levels.add(FileChannel.open(
                    TileFiles.file(directory, levels.size()),
                    Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
        }
        return levels.get(level);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel level : levels) {
            level.close();
        }
    }
}
