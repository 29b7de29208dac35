package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.corebucket.bridge.digest.Sha256;

/**
 * What of a tree is needed to go on with it: the roots of the full subtrees at its right edge, the largest first, one for each
 * bit of its size. It takes two kilobytes, however large the tree is, and no object for a leaf.
 */
public final class RightEdge {

    private static final int HASH = Sha256.BYTES;

    private final MessageDigest digest = Sha256.newDigest();

    /** The roots, one behind the other: so the last two are what the node above them is made of. */
    private final byte[] roots = new byte[(Long.SIZE + 1) * HASH];

    private int depth;
    private long size;

    /** Takes the nodes above full subtrees. */
    @FunctionalInterface
    interface NodeTaker {

        /** Takes none. */
        NodeTaker NONE = (height, hashes, at) -> {};

        /**
         * Takes the next node of a height.
         *
         * @param height 0 for a leaf
         * @param hashes hold its 32 bytes from {@code at} on; they are overwritten afterwards
         */
        void take(int height, byte[] hashes, int at);
    }

    /** The edge of the empty tree. */
    public RightEdge() {}

    /** The same edge, to go on with apart from the other one. */
    public RightEdge(RightEdge other) {
        System.arraycopy(other.roots, 0, roots, 0, roots.length);
        depth = other.depth;
        size = other.size;
    }

    /** The edge of a tree of that size, of which the nodes are there. */
    public static RightEdge of(TreeNodes tree, long size) throws IOException {
        RightEdge edge = new RightEdge();
        for (int height = Long.SIZE - 2; height >= 0; height--) {
            if ((size >> height & 1) == 1) {
                byte[] root = tree.node(height, (size >> height) - 1).bytes();
                System.arraycopy(root, 0, edge.roots, edge.depth * HASH, HASH);
                edge.depth++;
            }
        }
        edge.size = size;
        return edge;
    }

    /** How many leaves the tree has. */
    public long size() {
        return size;
    }

    /** Appends a leaf of that content; for an entry, the 32 bytes of its hash. */
    public void append(byte[] content) {
        append(content, 0, content.length);
    }

    /** Appends a leaf whose content is a part of an array. */
    public void append(byte[] content, int from, int length) {
        append(content, from, length, NodeTaker.NONE);
    }

    /** The same; each node that is full then is given away, the lowest first. */
    void append(byte[] content, int from, int length, NodeTaker nodes) {
        digest.update(MerkleHashes.LEAF);
        digest.update(content, from, length);
        finish(roots, depth * HASH);
        nodes.take(0, roots, depth * HASH);
        depth++;
        for (int bit = 0; (size >> bit & 1) == 1; bit++) {
            depth--;
            node(roots, (depth - 1) * HASH);
            nodes.take(bit + 1, roots, (depth - 1) * HASH);
        }
        size++;
    }

    /** Puts the node above two neighbours in the place of the left one. */
    private void node(byte[] hashes, int left) {
        digest.update(MerkleHashes.NODE);
        digest.update(hashes, left, 2 * HASH);
        finish(hashes, left);
    }

    private void finish(byte[] into, int at) {
        try {
            digest.digest(into, at, HASH);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes are what SHA-256 needs", e);
        }
    }

    /** The root of the tree as it is now. */
    public Sha256 root() {
        if (size == 0) {
            return MerkleHashes.EMPTY_ROOT;
        }
        byte[] hashes = Arrays.copyOf(roots, depth * HASH);
        for (int left = depth - 2; left >= 0; left--) {
            node(hashes, left * HASH);
        }
        return Sha256.ofBytes(Arrays.copyOf(hashes, HASH));
    }
}
