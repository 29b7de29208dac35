package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;

/** The hashes that tiles are made of, level by level, from which every node of the tree follows. */
public interface TileHashes extends TreeNodes {

    /**
     * Neighbours at one level of tiles, 32 bytes each.
     *
     * @throws java.io.EOFException if there are not that many
     */
    byte[] hashes(int level, long first, int count) throws IOException;

    @Override
    default Sha256 node(int height, long index) throws IOException {
        int below = 1 << height % Tile.HEIGHT;
        return root(hashes(height / Tile.HEIGHT, index * below, below), 0, below);
    }

    /** The hashes of a tile as they are read, 32 bytes each. */
    default byte[] read(Tile tile) throws IOException {
        return hashes(tile.level(), tile.index() * Tile.WIDTH, tile.width());
    }

    /**
     * The hashes of a tile, if what is read of it leads to a root.
     *
     * @param head of a tree that has the tile
     * @return empty if another root is led to: something on disk is rotten
     * @throws java.io.EOFException if there are not that many
     */
    default Optional<byte[]> read(Tile tile, TreeHead head) throws IOException {
        long first = tile.index() * Tile.WIDTH;
        long width = Math.min(Tile.WIDTH, Tile.hashes(tile.level(), head.size()) - first);
        byte[] hashes = hashes(tile.level(), first, (int) width);
        boolean sound = new NodesAbove(this, tile.level(), tile.index(), hashes)
                .root(0, head.size())
                .equals(head.root());
        return sound ? Optional.of(Arrays.copyOf(hashes, tile.width() * Sha256.BYTES)) : Optional.empty();
    }

    /** The root over that many hashes, a power of two, in an array of them. */
    static Sha256 root(byte[] hashes, int first, int count) {
        if (count == 1) {
            int at = first * Sha256.BYTES;
            return Sha256.ofBytes(Arrays.copyOfRange(hashes, at, at + Sha256.BYTES));
        }
        int half = count / 2;
        return MerkleHashes.node(root(hashes, first, half), root(hashes, first + half, half));
    }

    /** The nodes of a tree, of which those in one tile, and above it, are computed from the bytes that are to be given away. */
    final class NodesAbove implements TreeNodes {

        private final TreeNodes others;
        private final int bottom;
        private final byte[] hashes;
        private final long begin;
        private final long end;

        NodesAbove(TreeNodes others, int level, long index, byte[] hashes) {
            this.others = others;
            this.bottom = level * Tile.HEIGHT;
            this.hashes = hashes;
            this.begin = (index * Tile.WIDTH) << bottom;
            this.end = begin + (((long) hashes.length / Sha256.BYTES) << bottom);
        }

        @Override
        public Sha256 node(int height, long at) throws IOException {
            long first = at << height;
            long last = first + (1L << height);
            if (height >= bottom && begin <= first && last <= end) {
                return TileHashes.root(hashes, (int) ((first - begin) >> bottom), 1 << (height - bottom));
            }
            // The tile lies below this node, which is computed from its two halves.
            return first <= begin && end <= last && height > bottom
                    ? MerkleHashes.node(node(height - 1, 2 * at), node(height - 1, 2 * at + 1))
                    : others.node(height, at);
        }
    }
}
