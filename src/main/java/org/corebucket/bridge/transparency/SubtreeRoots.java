package org.corebucket.bridge.transparency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

/** The roots of some subtrees of a tree whose leaves pass by, the first one first. It keeps none of the leaves. */
final class SubtreeRoots {

    private final List<Subtree> wanted;
    private final List<Subtree> inOrder;
    private RightEdge edge = new RightEdge();
    private int next;
    private long taken;

    /** The leaves from {@code begin} up to, not including, {@code end}. */
    record LeafRange(long begin, long end) {}

    private static final class Subtree {

        private final LeafRange leaves;
        private Sha256 root = MerkleHashes.EMPTY_ROOT;

        private Subtree(LeafRange leaves) {
            this.leaves = leaves;
        }

        private long begin() {
            return leaves.begin();
        }
    }

    /**
     * Begins before the first leaf.
     *
     * @param ranges the leaves of each subtree; they do not overlap
     */
    SubtreeRoots(List<LeafRange> ranges) {
        this.wanted = ranges.stream().map(Subtree::new).toList();
        this.inOrder = new ArrayList<>(wanted);
        inOrder.sort(Comparator.comparingLong(Subtree::begin));
    }

    /** Takes the next leaf; its content is a part of an array. */
    void take(byte[] content, int from, int length) {
        Subtree at = next < inOrder.size() ? inOrder.get(next) : null;
        if (at != null && taken >= at.leaves.begin()) {
            edge.append(content, from, length);
            if (taken + 1 == at.leaves.end()) {
                at.root = edge.root();
                edge = new RightEdge();
                next++;
            }
        }
        taken++;
    }

    /** How many leaves were taken. */
    long taken() {
        return taken;
    }

    /**
     * The roots, in the order in which the subtrees were asked for.
     *
     * @param size how many leaves the whole tree has
     * @throws IllegalStateException if leaves are missing
     */
    List<Sha256> roots(long size) {
        if (taken < size) {
            throw new IllegalStateException("of " + size + " leaves only " + taken + " were taken");
        }
        return wanted.stream().map(subtree -> subtree.root).toList();
    }
}
