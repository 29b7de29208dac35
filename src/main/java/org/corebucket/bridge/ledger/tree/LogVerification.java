package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.ChainFollower;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TileReader;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.UnsoundCheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * Computes a ledger's tree beside the verification of its chain, and holds every checkpoint and cosignature that is kept of its log
 * against it (CONTRACT 14). Its memory does not grow with the ledger. If the chain is verified from its middle on, only the last
 * checkpoint's signatures are verified, and that it counts no more entries than there are.
 */
public final class LogVerification implements ChainFollower {

    private final LogCheckpoints checkpoints;
    private final LogTrust trust;
    private final Path tiles;
    private final List<Long> sizes;
    private final List<ChainFlaw> flaws = new ArrayList<>();
    private RightEdge edge = new RightEdge();
    private Coverage coverage = Coverage.LAST_ALONE;
    private long first;
    private int next;
    private @Nullable SignedNote last;

    /** Which checkpoints a verification compared with the ledger. */
    private enum Coverage {
        /** The signatures of the last one were verified; the tree was not computed. */
        LAST_ALONE,
        /** All of them. */
        ALL,
        /** All, but the tree of the archived entries was taken from the files that this host keeps of it. */
        ALL_BY_TILES,
        /** Their signatures were verified; the tree can't be computed, since entries were archived, and this host keeps no tree. */
        SIGNATURES,
        /** An entry is missing, and so the tree behind it can't be computed. */
        BROKEN
    }

    /**
     * Makes ready to verify the checkpoints that there are now. Whoever asks opens the ledger afterwards: so it has all entries
     * that they count.
     *
     * @param tiles the directory of the files that this host keeps of the tree, which are read only where entries were archived
     */
    public LogVerification(LogCheckpoints checkpoints, LogTrust trust, Path tiles) throws IOException {
        this.checkpoints = checkpoints;
        this.trust = trust;
        this.tiles = tiles;
        this.sizes = checkpoints.sizes();
    }

    /** How many entries the largest checkpoint counts; 0 if there is none. */
    long largest() {
        return sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1);
    }

    @Override
    public void begin(long firstEntry) throws IOException {
        first = firstEntry;
        edge = new RightEdge();
        next = 0;
        last = null;
        flaws.clear();
        coverage = firstEntry == 0 ? Coverage.LAST_ALONE : Coverage.ALL;
        if (firstEntry > 1) {
            beginBehind(firstEntry - 1);
        }
        compare();
    }

    /**
     * Takes the tree of the archived entries from the files that this host keeps of it, if they lead to a checkpoint that counts
     * all of them.
     */
    private void beginBehind(long archived) throws IOException {
        coverage = Coverage.SIGNATURES;
        TreeHead anchor = anchor(archived);
        flaws.clear();
        last = null;
        if (anchor == null) {
            return;
        }
        List<Sha256> roots = new ArrayList<>();
        try (TileReader nodes = new TileReader(tiles)) {
            RightEdge kept = RightEdge.of(nodes, archived);
            ConsistencyProof.of(nodes, archived, anchor.size()).verify(kept.root(), anchor.root());
            for (int i = 0; i < sizes.size() && sizes.get(i) < archived; i++) {
                roots.add(nodes.root(0, sizes.get(i)));
            }
            edge = kept;
        } catch (IOException | InvalidProofException e) {
            // Rotten files are as good as none, and the entries to make them again from are not here.
            return;
        }
        coverage = Coverage.ALL_BY_TILES;
        for (Sha256 root : roots) {
            take(root);
        }
    }

    /** The first sound checkpoint that counts at least so many entries; null if there is none. */
    private @Nullable TreeHead anchor(long size) throws IOException {
        for (long one : sizes) {
            TreeHead head = one < size ? null : sound(one);
            if (head != null) {
                return head;
            }
        }
        return null;
    }

    private boolean isComputed() {
        return coverage == Coverage.ALL || coverage == Coverage.ALL_BY_TILES;
    }

    @Override
    public void entry(long seq, byte[] hashes, int at) throws IOException {
        if (!isComputed()) {
            return;
        }
        if (seq != edge.size() + 1) {
            coverage = Coverage.BROKEN;
            return;
        }
        edge.append(hashes, at, Sha256.BYTES);
        compare();
    }

    /** Compares the checkpoint of the tree as it is now, if there is one. */
    private void compare() throws IOException {
        if (isComputed() && next < sizes.size() && sizes.get(next) == edge.size()) {
            take(edge.root());
        }
    }

    private void take(Sha256 root) throws IOException {
        TreeHead head = sound(sizes.get(next++));
        if (head != null && !head.root().equals(root)) {
            flaw(
                    FlawKind.NOT_AS_LOGGED,
                    head.size(),
                    "the first " + head.size() + " entries have the root " + root.hex() + ", and signed was "
                            + head.root().hex());
        }
    }

    /** The checkpoint of that size; null if it is not sound, which is a flaw then. */
    private @Nullable TreeHead sound(long size) throws IOException {
        try {
            Optional<SignedNote> note = checkpoints.of(size);
            if (note.isEmpty()) {
                return null;
            }
            TreeHead head = LogCheckpoints.head(note.get());
            Optional<LogTrust.CheckpointProblem> problem = trust.problem(head, note.get());
            if (problem.isPresent()) {
                flaw(problem.get().kind(), size, problem.get().detail());
                return null;
            }
            last = note.get();
            return head;
        } catch (UnsoundCheckpointException e) {
            flaw(FlawKind.LOG_CHECKPOINT, size, e.problem());
            return null;
        }
    }

    private void flaw(FlawKind kind, long size, String detail) {
        flaws.add(new ChainFlaw(kind, checkpoints.name(size), 0, detail));
    }

    @Override
    public List<ChainFlaw> end(long entries) throws IOException {
        if (coverage == Coverage.LAST_ALONE) {
            next = Math.max(0, sizes.size() - 1);
        }
        for (; next < sizes.size(); next++) {
            TreeHead head = sound(sizes.get(next));
            if (head != null && head.size() > entries) {
                flaw(
                        FlawKind.SHORTER_THAN_LOGGED,
                        head.size(),
                        "signed were " + head.size() + " entries, and the ledger has " + entries);
            }
        }
        return flaws;
    }

    /** What was found to hold, and from what; for a verification that found nothing wrong. */
    public List<String> evidence() throws IOException {
        SignedNote newest = last;
        if (newest == null) {
            return List.of("Log " + trust.origin() + ": no checkpoint yet");
        }
        TreeHead head = LogCheckpoints.head(newest);
        List<String> evidence = new ArrayList<>();
        evidence.add("Log " + trust.origin() + ": " + covered() + counted(head.size(), "entry") + ", root "
                + head.root().hex());
        evidence.add(
                trust.keys().isEmpty()
                        ? "The log's keys are not here: no signature of a checkpoint was verified"
                        : "Signed by the log's keys: "
                                + (coverage == Coverage.LAST_ALONE ? "that one" : "all of them"));
        evidence.addAll(cosigned(newest));
        return evidence;
    }

    private String covered() {
        String many = counted(sizes.size(), "checkpoint");
        return switch (coverage) {
            case LAST_ALONE ->
                "the last checkpoint; the tree was not computed again, which bridgectl verify --deep does; it is of ";
            case ALL, BROKEN -> many + " hold, computed from all entries; the last is of ";
            case ALL_BY_TILES ->
                many + " hold, computed from the entries behind " + (first - 1)
                        + ", and from what this host keeps of the tree of the archived ones; the last is of ";
            case SIGNATURES ->
                many + ", of which the roots were not compared, since entries 1 to " + (first - 1)
                        + " were archived and this host keeps no tree of them; the last is of ";
        };
    }

    private List<String> cosigned(SignedNote note) {
        if (trust.witnesses().isEmpty()) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        try {
            trust.cosigned(note).forEach((witness, time) -> words.add(witness + " at " + UtcTime.of(time)));
        } catch (InvalidSignatureException e) {
            throw new IllegalStateException("a sound checkpoint has sound cosignatures", e);
        }
        return List.of(
                words.isEmpty() ? "No witness has cosigned that one" : "Cosigned by " + String.join(", ", words));
    }

    private static String counted(long count, String thing) {
        if (count == 1) {
            return "1 " + thing;
        }
        return count + " " + (thing.equals("entry") ? "entries" : thing + "s");
    }
}
