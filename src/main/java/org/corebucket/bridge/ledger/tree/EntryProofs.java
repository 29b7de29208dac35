package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.transparency.InclusionProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TileReader;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.TreeNodes;

/** Proofs that entries are in a log (CONTRACT 14). Each is verified before anybody is given it. */
public final class EntryProofs {

    private EntryProofs() {}

    /**
     * Proves an entry beside a bridge that may have the log: nothing is written. Where the tree's files are rotten or not there, the
     * ledger itself is read instead.
     *
     * @param tiles the directory of the tree's files
     * @param checkpoint counts the entry
     * @param seq the entry's number, from 1
     * @param hash the entry's hash
     * @throws InconsistentLogException if the ledger is not what the checkpoint's keys signed
     */
    public static LogProof of(LedgerReading ledger, Path tiles, SignedNote checkpoint, long seq, Sha256 hash)
            throws IOException {
        try (TileReader nodes = new TileReader(tiles)) {
            Optional<LogProof> proof = of(nodes, checkpoint, seq, hash);
            if (proof.isPresent()) {
                return proof.get();
            }
        }
        return of(EntryHashes.of(ledger), checkpoint, seq, hash);
    }

    /**
     * Proves an entry by the ledger alone, which is read as far as the checkpoint counts.
     *
     * @throws InconsistentLogException if it is not what the checkpoint's keys signed
     */
    static LogProof of(EntryHashes ledger, SignedNote checkpoint, long seq, Sha256 hash) throws IOException {
        TreeHead head = LogCheckpoints.head(checkpoint);
        InclusionProof.InclusionProver leaves = new InclusionProof.InclusionProver(seq - 1, head.size());
        ledger.give(1, head.size(), leaves::take);
        try {
            return proof(leaves.proof(), checkpoint, head, hash);
        } catch (InvalidProofException e) {
            throw InconsistentLogException.of(head, seq, e);
        }
    }

    /** Proves an entry by the nodes of a tree; empty if what they give is no proof, or they can't be read. */
    static Optional<LogProof> of(TreeNodes nodes, SignedNote checkpoint, long seq, Sha256 hash) throws IOException {
        TreeHead head = LogCheckpoints.head(checkpoint);
        try {
            return Optional.of(proof(InclusionProof.of(nodes, seq - 1, head.size()), checkpoint, head, hash));
        } catch (IOException | InvalidProofException e) {
            return Optional.empty();
        }
    }

    private static LogProof proof(InclusionProof inclusion, SignedNote checkpoint, TreeHead head, Sha256 hash)
            throws InvalidProofException {
        inclusion.verify(hash, head.root());
        return new LogProof(Optional.empty(), inclusion.index(), inclusion.path(), checkpoint);
    }
}
