package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.read.ChainFollower;
import org.corebucket.bridge.ledger.tree.LogTrust.CheckpointProblem;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TileReader;
import org.corebucket.bridge.transparency.TreeHead;
import org.jspecify.annotations.Nullable;

/**
 * Computes a ledger's tree beside the verification of its chain, and holds every checkpoint and cosignature that is kept of its log
 * against it (CONTRACT 14). Its memory does not grow with the ledger. If the chain is verified from its middle on, only the last
 * checkpoint's signatures are verified, and that it counts no more entries than there are.
 */
public final class LogVerification implements ChainFollower {

    private final LogCheckpoints checkpoints;
    private final LogTrust trust;
    private final Optional<TreeHead> seen;
    private final Path tiles;
    private final List<Long> sizes;
    private final List<ChainFlaw> flaws = new ArrayList<>();
    private final Map<String, UnsoundCheckpoints> unsound = new LinkedHashMap<>();
    private RightEdge edge = new RightEdge();
    private Coverage coverage = Coverage.LAST_ALONE;
    private ExaminedCheckpoints examined = ExaminedCheckpoints.NONE;
    private long first;
    private int next;

    /** The size of the last checkpoint that is sound; 0 if none is. */
    private long last;

    /** Checkpoints that do not hold for one and the same reason, which is told once. */
    private static final class UnsoundCheckpoints {

        private final CheckpointProblem problem;
        private final long first;
        private long last;
        private int count;

        UnsoundCheckpoints(CheckpointProblem problem, long first) {
            this.problem = problem;
            this.first = first;
        }

        ChainFlaw flaw(String name) {
            return new ChainFlaw(
                    problem.kind(),
                    name,
                    0,
                    problem.detail()
                            + (count == 1
                                    ? ""
                                    : "; so it is with " + (count - 1) + " more, up to that of size " + last),
                    problem.remedy());
        }
    }

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
     * @param seen the largest tree of which this host has seen a checkpoint; it was asked for before this
     * @param tiles the directory of the files that this host keeps of the tree, which are read only where entries were archived
     */
    public LogVerification(LogCheckpoints checkpoints, LogTrust trust, Optional<TreeHead> seen, Path tiles)
            throws IOException {
        this.checkpoints = checkpoints;
        this.trust = trust;
        this.seen = seen;
        this.tiles = tiles;
        this.sizes = checkpoints.sizes();
    }

    @Override
    public void begin(long firstEntry) throws IOException {
        first = firstEntry;
        edge = new RightEdge();
        next = 0;
        last = 0;
        flaws.clear();
        unsound.clear();
        coverage = firstEntry == 0 ? Coverage.LAST_ALONE : Coverage.ALL;
        List<Long> asked = firstEntry == 0 ? sizes.subList(Math.max(0, sizes.size() - 1), sizes.size()) : sizes;
        examined = ExaminedCheckpoints.of(checkpoints, trust, asked);
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
        for (int i = 0; i < sizes.size(); i++) {
            TreeHead head = sizes.get(i) < size ? null : examined.get(i).sound();
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
        if (isComputed() && seen.isPresent() && seen.get().size() == edge.size()) {
            compareWithSeen(seen.get(), edge.root());
        }
        if (isComputed() && next < sizes.size() && sizes.get(next) == edge.size()) {
            take(edge.root());
        }
    }

    private void compareWithSeen(TreeHead known, Sha256 root) {
        if (!known.root().equals(root)) {
            flaw(
                    FlawKind.LOG_NOT_AS_SEEN,
                    known.size(),
                    "the first " + known.size() + " entries have the root " + root.hex() + ", and this host has seen "
                            + known.root().hex());
        }
    }

    private void take(Sha256 root) throws IOException {
        TreeHead head = nextSound();
        if (head != null && !head.root().equals(root)) {
            flaw(
                    FlawKind.NOT_AS_LOGGED,
                    head.size(),
                    "the first " + head.size() + " entries have the root " + root.hex() + ", and signed was "
                            + head.root().hex());
        }
    }

    /** The next checkpoint; null if it is not there any more, or not sound, which is a flaw then. */
    private @Nullable TreeHead nextSound() throws IOException {
        ExaminedCheckpoints.ExaminedCheckpoint one = examined.get(next++);
        if (one.problem().isPresent()) {
            CheckpointProblem problem = one.problem().get();
            UnsoundCheckpoints alike = unsound.computeIfAbsent(
                    problem.cause(checkpoints.name(one.size())), cause -> new UnsoundCheckpoints(problem, one.size()));
            alike.last = one.size();
            alike.count++;
        }
        TreeHead head = one.sound();
        last = head == null ? last : head.size();
        return head;
    }

    private void flaw(FlawKind kind, long size, String detail) {
        flaws.add(new ChainFlaw(kind, checkpoints.name(size), 0, detail));
    }

    @Override
    public List<ChainFlaw> end(long entries) throws IOException {
        while (next < examined.count()) {
            TreeHead head = nextSound();
            if (head != null && head.size() > entries) {
                flaw(
                        FlawKind.SHORTER_THAN_LOGGED,
                        head.size(),
                        "signed were " + head.size() + " entries, and the ledger has " + entries);
            }
        }
        long largest = sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1);
        if (seen.isPresent() && seen.get().size() > largest) {
            flaw(
                    FlawKind.LOG_NOT_AS_SEEN,
                    seen.get().size(),
                    "this host has seen a checkpoint of size " + seen.get().size() + ", and "
                            + (largest == 0 ? "none is kept" : "the last one is of " + largest));
        }
        List<ChainFlaw> all = new ArrayList<>();
        for (UnsoundCheckpoints alike : unsound.values()) {
            all.add(alike.flaw(checkpoints.name(alike.first)));
        }
        all.addAll(flaws);
        return all;
    }

    /** What is kept of the log, whether it holds or not, as a sentence. */
    public String kept() {
        return "Log " + trust.origin() + ": "
                + switch (sizes.size()) {
                    case 0 -> "no checkpoint is kept";
                    case 1 -> "1 checkpoint, of size " + sizes.get(0);
                    default -> sizes.size() + " checkpoints, the last of size " + sizes.get(sizes.size() - 1);
                };
    }

    @Override
    public List<String> evidence() throws IOException {
        Optional<SignedNote> newest = last == 0 ? Optional.empty() : checkpoints.of(last);
        if (newest.isEmpty()) {
            return List.of("Log " + trust.origin() + ": no checkpoint yet");
        }
        TreeHead head = LogCheckpoints.head(newest.get());
        List<String> evidence = new ArrayList<>();
        evidence.add("Log " + trust.origin() + ": size " + head.size() + ", root "
                + head.root().hex());
        evidence.add(covered());
        if (trust.keys().isEmpty()) {
            evidence.add(
                    "The log's signatures were not verified: its keys are not here, or this user may not read them");
        }
        evidence.addAll(cosigned(newest.get()));
        return evidence;
    }

    private String covered() {
        return switch (coverage) {
            case LAST_ALONE ->
                "The log's last checkpoint was looked at; the tree was not computed again, which bridgectl verify --deep does";
            case ALL, BROKEN -> "The log's checkpoints hold: " + sizes.size() + ", against the tree of all entries";
            case ALL_BY_TILES ->
                "The log's checkpoints hold: " + sizes.size() + ", against the tree of the entries from " + first
                        + " on, and of what this host keeps of the archived ones";
            case SIGNATURES ->
                "The log's checkpoints: " + sizes.size() + ", whose roots were not compared: entries 1 to "
                        + (first - 1) + " were archived, and this host keeps no tree of them";
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
                words.isEmpty() ? "Witnesses: none has cosigned that one" : "Cosigned by " + String.join(", ", words));
    }
}
