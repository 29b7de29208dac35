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

    /** Adds a witness's cosignature to the checkpoint of that size, in place of one by the same key. */
    void cosign(long size, NoteSignature cosignature) throws IOException;
}
