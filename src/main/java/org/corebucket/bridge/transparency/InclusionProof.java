package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

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
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<Sha256> fromRoot = new ArrayList<>();
        long begin = 0;
        long end = size;
        while (end - begin > 1) {
            long middle = begin + TreeNodes.split(end - begin);
            if (index < middle) {
                fromRoot.add(tree.root(middle, end));
                end = middle;
            } else {
                fromRoot.add(tree.root(begin, middle));
                begin = middle;
            }
        }
        Collections.reverse(fromRoot);
        return new InclusionProof(index, size, fromRoot);
    }

    /**
     * Verifies the proof (RFC 9162, section 2.1.3.2).
     *
     * @param content what the leaf is of
     * @param root the root of the tree
     * @throws InvalidProofException unless the leaf is in the tree at that index
     */
    public void verify(Sha256 content, Sha256 root) throws InvalidProofException {
        if (index < 0 || index >= size) {
            throw new InvalidProofException("a tree of " + size + " leaves has no leaf " + index);
        }
        long node = index;
        long last = size - 1;
        Sha256 hash = MerkleHashes.leaf(content.bytes());
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
