package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.LedgerPages.LedgerOpener;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogProof;
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
        TreeHead signed =
                last.isPresent() ? LogCheckpoints.head(last.get()) : new TreeHead(origin, 0, new RightEdge().root());
        return new LedgerLog(origin, signers, checkpoints, LedgerTree.open(directory, signed), clock);
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

        static InconsistentLogException of(TreeHead signed, long seq, InvalidProofException why) {
            InconsistentLogException changed =
                    new InconsistentLogException(signed, "entry " + seq + " is not in that tree: " + why.getMessage());
            changed.initCause(why);
            return changed;
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
            long signed = last.isPresent() ? LogCheckpoints.head(last.get()).size() : 0;
            if (last.isPresent() && until.size() < signed) {
                throw new InconsistentLogException(
                        LogCheckpoints.head(last.get()), "the ledger has " + until.size() + " entries");
            }
            tree.follow(ledger, until);
            if (last.isPresent()) {
                requireContinues(LogCheckpoints.head(last.get()));
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
     * Proves that an entry is in the log, by the last checkpoint. If the tree's files are rotten, they are made again.
     *
     * @param seq the entry's number, from 1
     * @param hash the entry's hash
     * @param ledger is opened if the tree is to be made again
     * @return a proof that was verified; empty if no checkpoint counts the entry yet
     * @throws InconsistentLogException if the ledger does not hold what was signed
     */
    public Optional<LogProof> proof(long seq, Sha256 hash, LedgerOpener ledger) throws IOException {
        Optional<SignedNote> counting = checkpoints.counting(seq);
        if (counting.isEmpty()) {
            return Optional.empty();
        }
        Optional<LogProof> proof = EntryProofs.of(tree.tiles(), counting.get(), seq, hash);
        return proof.isPresent() ? proof : Optional.of(afterRepair(counting.get(), seq, hash, ledger));
    }

    private synchronized LogProof afterRepair(SignedNote checkpoint, long seq, Sha256 hash, LedgerOpener ledger)
            throws IOException {
        try (LedgerReading reading = ledger.open()) {
            LogProof proof = EntryProofs.of(reading, checkpoint, seq, hash);
            tree.makeAgain(reading, LogCheckpoints.head(checkpoint).size());
            return proof;
        }
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
