package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.transparency.SubtreeRoots.LeafRange;

/**
 * Shows that a tree only grew: that the leaves of the older one are the first leaves of the newer one (RFC 6962, section 2.1.2).
 *
 * @param oldSize how many leaves the older tree has
 * @param newSize how many leaves the newer tree has
 * @param path the nodes that lead to both roots; empty if the older tree is empty, or both are the same
 */
public record ConsistencyProof(long oldSize, long newSize, List<Sha256> path) {

    /** A proof; its path is copied. */
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /**
     * Makes a proof.
     *
     * @throws IllegalArgumentException if the newer tree is the smaller one
     */
    public static ConsistencyProof of(TreeNodes tree, long oldSize, long newSize) throws IOException {
        List<Sha256> path = new ArrayList<>();
        for (LeafRange subtree : subtrees(oldSize, newSize)) {
            path.add(tree.root(subtree.begin(), subtree.end()));
        }
        return new ConsistencyProof(oldSize, newSize, path);
    }

    /** The leaves of each subtree whose root is in the proof. */
    private static List<LeafRange> subtrees(long oldSize, long newSize) {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("a tree of " + oldSize + " leaves did not become one of " + newSize);
        }
        List<LeafRange> path = new ArrayList<>();
        if (oldSize > 0 && oldSize < newSize) {
            subproof(oldSize, 0, newSize, true, path);
        }
        return path;
    }

    /**
     * SUBPROOF of RFC 6962.
     *
     * @param whole whether the subtree that ends with the older tree is all of the older tree, whose root the verifier knows
     */
    private static void subproof(long oldEnd, long begin, long end, boolean whole, List<LeafRange> path) {
        if (oldEnd == end) {
            if (!whole) {
                path.add(new LeafRange(begin, end));
            }
            return;
        }
        long middle = begin + TreeNodes.split(end - begin);
        if (oldEnd <= middle) {
            subproof(oldEnd, begin, middle, whole, path);
            path.add(new LeafRange(middle, end));
        } else {
            subproof(oldEnd, middle, end, false, path);
            path.add(new LeafRange(begin, middle));
        }
    }

    /** Makes a proof from the leaves alone, which it is given once, the first one first. It keeps none of them. */
    public static final class ConsistencyProver {

        private final long oldSize;
        private final long newSize;
        private final SubtreeRoots path;

        /**
         * Begins before the first leaf.
         *
         * @throws IllegalArgumentException if the newer tree is the smaller one
         */
        public ConsistencyProver(long oldSize, long newSize) {
            this.oldSize = oldSize;
            this.newSize = newSize;
            this.path = new SubtreeRoots(subtrees(oldSize, newSize));
        }

        /** Takes the next leaf; its content is a part of an array. Those behind the newer tree are of no account. */
        public void take(byte[] content, int from, int length) {
            path.take(content, from, length);
        }

        /**
         * The proof.
         *
         * @throws IllegalStateException if leaves of the newer tree are missing
         */
        public ConsistencyProof proof() {
            return new ConsistencyProof(oldSize, newSize, path.roots(newSize));
        }
    }

    /**
     * Verifies the proof (RFC 9162, section 2.1.4.2).
     *
     * @throws InvalidProofException unless the tree with the old root is the beginning of the one with the new root
     */
    public void verify(Sha256 oldRoot, Sha256 newRoot) throws InvalidProofException {
        if (oldSize < 0 || oldSize > newSize) {
            throw new InvalidProofException("a tree of " + oldSize + " leaves did not become one of " + newSize);
        }
        if (oldSize == 0 || oldSize == newSize) {
            verifyWithoutPath(oldRoot, newRoot);
            return;
        }
        if (path.isEmpty()) {
            throw new InvalidProofException("the consistency proof has no hash, and the trees differ in size");
        }
        long node = oldSize - 1;
        long last = newSize - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        int next = 0;
        // The root of an older tree that is a full subtree of the newer one is known to the verifier, and not in the
        // path.
        Sha256 seed = node == 0 ? oldRoot : path.get(next++);
        Sha256 old = seed;
        Sha256 grown = seed;
        for (; next < path.size(); next++) {
            if (last == 0) {
                throw new InvalidProofException("the consistency proof has more hashes than the tree is high");
            }
            Sha256 sibling = path.get(next);
            if ((node & 1) == 1 || node == last) {
                old = MerkleHashes.node(sibling, old);
                grown = MerkleHashes.node(sibling, grown);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                grown = MerkleHashes.node(grown, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            throw new InvalidProofException("the consistency proof has fewer hashes than the tree is high");
        }
        if (!old.equals(oldRoot) || !grown.equals(newRoot)) {
            throw new InvalidProofException("the tree of " + oldSize + " leaves is not the beginning of the one of "
                    + newSize + ": what was logged has been changed");
        }
    }

    private void verifyWithoutPath(Sha256 oldRoot, Sha256 newRoot) throws InvalidProofException {
        if (!path.isEmpty()) {
            throw new InvalidProofException("the consistency proof has hashes where it needs none");
        }
        if (oldSize == 0 && !oldRoot.equals(MerkleHashes.EMPTY_ROOT)) {
            throw new InvalidProofException("the root of a tree without leaves is not the one that RFC 6962 defines");
        }
        if (oldSize == newSize && !oldRoot.equals(newRoot)) {
            throw new InvalidProofException(
                    "two trees of " + newSize + " leaves have different roots: the log shows two views");
        }
    }
}
