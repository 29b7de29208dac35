package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.transparency.SubtreeRoots.LeafRange;

/**
 * Shows that a leaf is in a tree (RFC 6962, section 2.1.1).
 *
 * @param index the leaf's, from 0
 * @param size how many leaves the tree has
 * @param path the sibling of each node from the leaf up to the root, the lowest first
 */
public record InclusionProof(long index, long size, List<Sha256> path) {

    /** A proof; its path is copied. */
    public InclusionProof {
        path = List.copyOf(path);
    }

    /**
     * Makes a proof.
     *
     * @throws IllegalArgumentException if the tree has no such leaf
     */
    public static InclusionProof of(TreeNodes tree, long index, long size) throws IOException {
        List<Sha256> path = new ArrayList<>();
        for (LeafRange sibling : siblings(index, size)) {
            path.add(tree.root(sibling.begin(), sibling.end()));
        }
        return new InclusionProof(index, size, path);
    }

    /** Over which leaves each hash of the path is the root, the lowest first. */
    private static List<LeafRange> siblings(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<LeafRange> fromRoot = new ArrayList<>();
        long begin = 0;
        long end = size;
        while (end - begin > 1) {
            long middle = begin + TreeNodes.split(end - begin);
            if (index < middle) {
                fromRoot.add(new LeafRange(middle, end));
                end = middle;
            } else {
                fromRoot.add(new LeafRange(begin, middle));
                begin = middle;
            }
        }
        Collections.reverse(fromRoot);
        return fromRoot;
    }

    /** Makes a proof from the leaves alone, which it is given once, the first one first. It keeps none of them. */
    public static final class InclusionProver {

        private final long index;
        private final long size;
        private final SubtreeRoots path;

        /**
         * Begins a proof.
         *
         * @throws IllegalArgumentException if a tree of that size has no such leaf
         */
        public InclusionProver(long index, long size) {
            this.index = index;
            this.size = size;
            this.path = new SubtreeRoots(siblings(index, size));
        }

        /**
         * Takes the next leaf.
         *
         * @param contents hold what the leaf is of from {@code at} on: 32 bytes; for an entry, its hash
         * @return whether there are more to come
         */
        public boolean take(byte[] contents, int at) {
            path.take(contents, at, Sha256.BYTES);
            return path.taken() < size;
        }

        /**
         * The proof.
         *
         * @throws IllegalStateException if leaves are missing
         */
        public InclusionProof proof() {
            return new InclusionProof(index, size, path.roots(size));
        }
    }

    /**
     * Verifies the proof (RFC 9162, section 2.1.3.2).
     *
     * @param content what the leaf is of
     * @param root the root of the tree
     * @throws InvalidProofException unless the leaf is in the tree at that index
     */
    public void verify(Sha256 content, Sha256 root) throws InvalidProofException {
        verifyHashed(MerkleHashes.leaf(content.bytes()), root);
    }

    /** The same for a leaf of which only the hash in the tree is known. */
    void verifyHashed(Sha256 leaf, Sha256 root) throws InvalidProofException {
        if (index < 0 || index >= size) {
            throw new InvalidProofException("a tree of " + size + " leaves has no leaf " + index);
        }
        long node = index;
        long last = size - 1;
        Sha256 hash = leaf;
        for (Sha256 sibling : path) {
            if (last == 0) {
                throw new InvalidProofException("the inclusion proof has more hashes than the tree is high");
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleHashes.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleHashes.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            throw new InvalidProofException("the inclusion proof has fewer hashes than the tree is high");
        }
        if (!hash.equals(root)) {
            throw new InvalidProofException("the inclusion proof leads to another root: the entry is not leaf " + index
                    + " of that tree of " + size + " leaves");
        }
    }
}
