package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.transparency.InclusionProof;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * A ledger as a log that signs how it grew (CONTRACT 14). It never signs a tree that is not a continuation of the last one that it
 * signed, whatever happened to the ledger.
 */
public final class LedgerLog implements Closeable {

    private final String origin;
    private final List<NoteSigner> signers;
    private final LogCheckpoints checkpoints;
    private final LedgerTree tree;
    private final InstantSource clock;

    private LedgerLog(
            String origin, List<NoteSigner> signers, LogCheckpoints checkpoints, LedgerTree tree, InstantSource clock) {
        this.origin = origin;
        this.signers = List.copyOf(signers);
        this.checkpoints = checkpoints;
        this.tree = tree;
        this.clock = clock;
    }

    /**
     * Opens a log.
     *
     * @param directory of the tree's tiles
     * @param origin its name for everybody
     * @param signers its keys; each signs every checkpoint
     */
    public static LedgerLog open(
            Path directory, String origin, List<NoteSigner> signers, LogCheckpoints checkpoints, InstantSource clock)
            throws IOException {
        Optional<SignedNote> last = checkpoints.last();
        TreeHead signed = last.isPresent() ? head(last.get()) : new TreeHead(origin, 0, new RightEdge().root());
        return new LedgerLog(origin, signers, checkpoints, LedgerTree.open(directory, signed), clock);
    }

    private static TreeHead head(SignedNote note) throws IOException {
        try {
            return TreeHead.parse(note.text());
        } catch (MalformedNoteException e) {
            throw new IOException("what is kept as a checkpoint is none: " + e.getMessage(), e);
        }
    }

    /** The ledger does not continue what was signed of it. */
    public static final class InconsistentLogException extends IOException {

        private static final long serialVersionUID = 1L;

        InconsistentLogException(TreeHead signed, String found) {
            super(
                    "THE LOG WAS CHANGED: a checkpoint over " + signed.size() + " entries with the root "
                            + signed.root().hex() + " was signed, and " + found
                            + "\nNothing is signed any more. Put back the ledger that was signed, and find out who changed it.");
        }
    }

    /**
     * Signs a checkpoint of the ledger as it is, unless it did not grow since the last one. The checkpoint is there durably when
     * this returns.
     *
     * @param until the ledger's head, which no crash takes back
     * @return the checkpoint of the largest tree that was signed; empty if the ledger is empty
     * @throws InconsistentLogException if the ledger does not continue the last checkpoint
     */
    public synchronized Optional<SignedNote> checkpoint(LedgerReading ledger, Head until) throws IOException {
        while (true) {
            Optional<SignedNote> last = checkpoints.last();
            long signed = last.isPresent() ? head(last.get()).size() : 0;
            if (last.isPresent() && until.size() < signed) {
                throw new InconsistentLogException(head(last.get()), "the ledger has " + until.size() + " entries");
            }
            tree.follow(ledger, until);
            if (last.isPresent()) {
                requireContinues(head(last.get()));
            }
            if (until.size() == signed) {
                return last;
            }
            tree.force();
            SignedNote next = signed(new TreeHead(origin, until.size(), tree.root(until.size())));
            if (checkpoints.add(last, next)) {
                return Optional.of(next);
            }
        }
    }

    private void requireContinues(TreeHead last) throws IOException {
        Sha256 root = tree.root(last.size());
        if (!root.equals(last.root())) {
            throw new InconsistentLogException(
                    last, "its first " + last.size() + " entries now have the root " + root.hex());
        }
    }

    private SignedNote signed(TreeHead head) {
        return new SignedNote(
                head.text(),
                signers.stream()
                        .map(signer -> signer.sign(head, clock.instant()))
                        .toList());
    }

    /**
     * Proves that an entry is in the log, by the last checkpoint.
     *
     * @param seq the entry's number, from 1
     * @return empty if no checkpoint counts it yet
     */
    public Optional<LogProof> proof(long seq) throws IOException {
        Optional<SignedNote> last = checkpoints.last();
        if (last.isEmpty() || head(last.get()).size() < seq) {
            return Optional.empty();
        }
        InclusionProof inclusion =
                InclusionProof.of(tree.tiles(), seq - 1, head(last.get()).size());
        return Optional.of(new LogProof(Optional.empty(), seq - 1, inclusion.path(), last.get()));
    }

    /** The tree, whose tiles are served. */
    public LedgerTree tree() {
        return tree;
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
