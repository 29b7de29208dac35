package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.transparency.SubtreeRoots.LeafRange;

/**
 * Makes a consistency proof from the leaves alone, which it is given once, the first one first. It keeps none of them, so it needs
 * neither a tree that somebody kept, nor memory that grows with it.
 */
public final class ConsistencyProver {

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
        this.path = new SubtreeRoots(ranges(oldSize, newSize));
    }

    /** The leaves of each subtree whose root is in the proof. */
    private static List<LeafRange> ranges(long oldSize, long newSize) {
        List<LeafRange> asked = new ArrayList<>();
        TreeNodes asking = new TreeNodes() {
            @Override
            public Sha256 node(int height, long index) {
                throw new IllegalStateException("a proof asks for roots");
            }

            @Override
            public Sha256 root(long begin, long end) {
                asked.add(new LeafRange(begin, end));
                return MerkleHashes.EMPTY_ROOT;
            }
        };
        try {
            ConsistencyProof.of(asking, oldSize, newSize);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is read", e);
        }
        return asked;
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
