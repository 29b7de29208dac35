package org.corebucket.bridge.transparency;

import java.io.IOException;
import org.corebucket.bridge.digest.Sha256;

/** The nodes of a tree that all stand above full subtrees, which never change once they are there. */
public interface TreeNodes {

    /**
     * The root of the subtree over the leaves from {@code index << height} up to, not including, {@code (index + 1) << height}.
     *
     * @param height 0 for a leaf
     * @throws IOException if it can't be read, or the tree does not have that many leaves
     */
    Sha256 node(int height, long index) throws IOException;

    /**
     * The root of the subtree over the leaves from {@code begin} up to, not including, {@code end}, as RFC 6962 defines it in
     * section 2.1. The subtree is one that a tree has: it is full, or the last of its height.
     */
    default Sha256 root(long begin, long end) throws IOException {
        long size = end - begin;
        if (size == 0) {
            return MerkleHashes.EMPTY_ROOT;
        }
        if (Long.bitCount(size) == 1) {
            int height = Long.numberOfTrailingZeros(size);
            return node(height, begin >> height);
        }
        long left = split(size);
        return MerkleHashes.node(root(begin, begin + left), root(begin + left, end));
    }

    /** How many of a tree's leaves are in its left half: the largest power of two below its size. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
