package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainFollower;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TileReader;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.UnsoundCheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a consistency proof from an older checkpoint, which somebody kept elsewhere, to the log's present one (CONTRACT 14). It
 * is made of the entries while their chain is verified; where they were archived, of the files that this host keeps of the tree.
 * Whether the present checkpoint is signed, and is that of the ledger, {@link LogVerification} says.
 */
public final class GrowthVerification implements ChainFollower {

    private final TreeHead older;
    private final Path tiles;
    private final Optional<TreeHead> present;
    private Optional<ConsistencyProof.ConsistencyProver> prover = Optional.empty();
    private long first;
    private long next;
    private @Nullable ConsistencyProof proof;
    private String problem;

    /**
     * Makes ready to prove growth to the last checkpoint that there is now. The ledger is to be opened afterwards.
     *
     * @param tiles the directory of the files that this host keeps of the tree
     */
    public GrowthVerification(TreeHead older, LogCheckpoints checkpoints, Path tiles) throws IOException {
        this.older = older;
        this.tiles = tiles;
        Optional<TreeHead> last = Optional.empty();
        String why = "no checkpoint of the log is there any more";
        try {
            Optional<SignedNote> note = checkpoints.last();
            if (note.isPresent()) {
                last = Optional.of(LogCheckpoints.head(note.get()));
                why = apart(last.get());
            }
        } catch (UnsoundCheckpointException e) {
            why = "the log's last checkpoint is none: " + e.problem();
        }
        this.present = why.isEmpty() ? last : Optional.empty();
        this.problem = why;
    }

    /** Why the present checkpoint can't continue the older one, whatever the ledger is; empty if it can. */
    private String apart(TreeHead last) {
        if (!last.origin().equals(older.origin())) {
            return "the log is another one now: " + last.origin() + ", and it was " + older.origin();
        }
        return last.size() < older.size()
                ? "the log's last checkpoint is of size " + last.size() + ", and there was one of size " + older.size()
                : "";
    }

    @Override
    public void begin(long firstEntry) {
        first = firstEntry;
        next = firstEntry;
        prover = first == 1
                ? present.map(head -> new ConsistencyProof.ConsistencyProver(older.size(), head.size()))
                : Optional.empty();
    }

    @Override
    public void entry(long seq, byte[] hashes, int at) {
        if (seq == next) {
            next++;
            prover.ifPresent(one -> one.take(hashes, at, Sha256.BYTES));
        }
    }

    @Override
    public List<ChainFlaw> end(long entries) {
        present.ifPresent(this::verify);
        return List.of();
    }

    private void verify(TreeHead head) {
        try {
            if (prover.isPresent() && next <= head.size()) {
                problem = "the ledger does not reach the log's last checkpoint without a gap";
                return;
            }
            ConsistencyProof made = prover.isPresent() ? prover.get().proof() : byTiles(head);
            made.verify(older.root(), head.root());
            proof = made;
            problem = "";
        } catch (IOException e) {
            problem = "entries 1 to " + (first - 1) + " were archived, and this host keeps no tree that shows it";
        } catch (InvalidProofException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private ConsistencyProof byTiles(TreeHead head) throws IOException {
        try (TileReader nodes = new TileReader(tiles)) {
            return ConsistencyProof.of(nodes, older.size(), head.size());
        }
    }

    @Override
    public List<String> evidence() {
        return List.of();
    }

    /** Why it is not shown that the log only grew since the older checkpoint; empty if it is. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** What is shown. */
    public String words() {
        ConsistencyProof shown = proof;
        return shown == null
                ? ""
                : "its checkpoint of size " + shown.oldSize() + " is the beginning of the present one, of size "
                        + shown.newSize() + ", by a consistency proof of "
                        + shown.path().size() + " hashes";
    }
}
