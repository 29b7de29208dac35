package org.corebucket.bridge.transparency;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

/**
 * What of a tree is needed to go on with it: the roots of the full subtrees at its right edge, the largest first, one for each
 * bit of its size. It takes as much memory for a million leaves as for two: 20 hashes.
 */
public final class RightEdge {

    private final List<Sha256> roots = new ArrayList<>();
    private long size;

    /** The edge of the empty tree. */
    public RightEdge() {}

    /** How many leaves the tree has. */
    public long size() {
        return size;
    }

    /**
     * Appends a leaf.
     *
     * @param content what the leaf is of; for an entry, the 32 bytes of its hash
     */
    public void append(Sha256 content) {
        roots.add(MerkleHashes.leaf(content.bytes()));
        for (int bit = 0; (size >> bit & 1) == 1; bit++) {
            Sha256 right = roots.remove(roots.size() - 1);
            roots.add(MerkleHashes.node(roots.remove(roots.size() - 1), right));
        }
        size++;
    }

    /** The root of the tree as it is now. */
    public Sha256 root() {
        if (size == 0) {
            return MerkleHashes.EMPTY_ROOT;
        }
        Sha256 root = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = MerkleHashes.node(roots.get(i), root);
        }
        return root;
    }
}
