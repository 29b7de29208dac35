package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The checkpoints that a log's keys signed, wherever they are kept. Each is there durably before anybody is shown it. */
public interface LogCheckpoints {

    /** The checkpoint of the largest tree; empty if none was signed. */
    Optional<SignedNote> last() throws IOException;

    /**
     * The last checkpoint, if it counts an entry.
     *
     * @param seq the entry's number, from 1
     */
    default Optional<SignedNote> counting(long seq) throws IOException {
        Optional<SignedNote> last = last();
        return last.isPresent() && head(last.get()).size() >= seq ? last : Optional.empty();
    }

    /** How many checkpoints are looked at for one that witnesses cosigned: more than witnesses are ever away. */
    int MOST_LOOKED_AT = 1000;

    /**
     * The checkpoint that proves an entry to most people: the last one that a quorum of witnesses cosigned, if one counts the entry;
     * else the last one that does.
     *
     * @param seq the entry's number, from 1
     * @param witnesses whose cosignatures are wanted; empty if nobody's are
     */
    default Optional<SignedNote> counting(long seq, Optional<LogPolicy> witnesses) throws IOException {
        Optional<SignedNote> last = counting(seq);
        if (last.isEmpty() || witnesses.isEmpty() || witnesses.get().isCosigned(last.get())) {
            return last;
        }
        List<Long> sizes = sizes();
        int from = Math.max(0, sizes.size() - MOST_LOOKED_AT);
        for (int i = sizes.size() - 1; i >= from && sizes.get(i) >= seq; i--) {
            Optional<SignedNote> earlier = of(sizes.get(i));
            if (earlier.isPresent() && witnesses.get().isCosigned(earlier.get())) {
                return earlier;
            }
        }
        return last;
    }

    /** What a checkpoint that is kept says. */
    static TreeHead head(SignedNote kept) throws IOException {
        try {
            return TreeHead.parse(kept.text());
        } catch (MalformedNoteException e) {
            throw new UnsoundCheckpointException("what is kept as a checkpoint is none: " + e.getMessage(), e);
        }
    }

    /** The sizes of the trees of which there is a checkpoint, the smallest first. */
    List<Long> sizes() throws IOException;

    /**
     * The checkpoint of the tree of that size; empty if there is none.
     *
     * @throws UnsoundCheckpointException if what is kept there is none
     */
    Optional<SignedNote> of(long size) throws IOException;

    /** How reports name the checkpoint of that size. */
    default String name(long size) {
        return "the log's checkpoint of size " + size;
    }

    /**
     * Adds a checkpoint of a larger tree.
     *
     * @param last the checkpoint that it was held against; empty if there was none
     * @return whether it was added; not if somebody else added one meanwhile
     */
    boolean add(Optional<SignedNote> last, SignedNote next) throws IOException;

    /** Whether others than whoever has this add checkpoints, and so may know more entries than this node does yet. */
    default boolean isShared() {
        return false;
    }

    /** More checkpoints than that are thinned out. At one every five minutes that is two weeks. */
    int MOST_KEPT = 4096;

    /**
     * Drops every second one of the older half, if there are more than {@value #MOST_KEPT}: the older they are, the fewer are kept. The
     * first stays, and the newer half with the last. Nothing needs the others: a proof is by a recent one, and a certificate states
     * the size and root of its own, which are held against the tree.
     *
     * @param cosigned the size of the last one that a quorum of witnesses cosigned, which stays too; 0 if there is none
     * @return how many were dropped
     */
    int thin(long cosigned) throws IOException;

    /** Adds a witness's cosignature to the checkpoint of that size, in place of one by the same key. */
    void cosign(long size, NoteSignature cosignature) throws IOException;
}
