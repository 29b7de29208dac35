package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerPages.LedgerOpener;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.MerkleHashes;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.Tile;
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
    private final LogMemory memory;
    private final InstantSource clock;

    private LedgerLog(
            String origin,
            List<NoteSigner> signers,
            LogCheckpoints checkpoints,
            LedgerTree tree,
            LogMemory memory,
            InstantSource clock) {
        this.origin = origin;
        this.signers = List.copyOf(signers);
        this.checkpoints = checkpoints;
        this.tree = tree;
        this.memory = memory;
        this.clock = clock;
    }

    /** Opens a log of which nothing is remembered outside of it. */
    static LedgerLog open(
            Path directory, String origin, List<NoteSigner> signers, LogCheckpoints checkpoints, InstantSource clock)
            throws IOException {
        return open(directory, origin, signers, checkpoints, LogMemory.NONE, clock);
    }

    /**
     * Opens a log.
     *
     * @param directory of the tree's tiles
     * @param origin its name for everybody
     * @param signers its keys; each signs every checkpoint
     * @param memory what is remembered of it elsewhere
     */
    public static LedgerLog open(
            Path directory,
            String origin,
            List<NoteSigner> signers,
            LogCheckpoints checkpoints,
            LogMemory memory,
            InstantSource clock)
            throws IOException {
        Optional<SignedNote> last = checkpoints.last();
        TreeHead signed =
                last.isPresent() ? LogCheckpoints.head(last.get()) : new TreeHead(origin, 0, new RightEdge().root());
        return new LedgerLog(origin, signers, checkpoints, LedgerTree.open(directory, signed), memory, clock);
    }

    /** The ledger does not continue what was signed of it. */
    public static final class InconsistentLogException extends IOException {

        private static final long serialVersionUID = 1L;

        InconsistentLogException(TreeHead signed, String found) {
            super("THE LOG WAS CHANGED: a checkpoint over " + signed.size() + " entries with the root "
                    + signed.root().hex() + " was signed, and " + found
                    + "\nNothing is signed any more. Put back the ledger that was signed, and find out who changed it. If it is"
                    + " gone for good, so is this log: give the next one another name, \"log\": {\"origin\": NAME} in the"
                    + " bridge's descriptor, then: bridgectl freeze --reason TEXT\nThe incident that a bridge raised of it lasts until:"
                    + " bridgectl incident resolve ID --reason TEXT");
        }

        static InconsistentLogException of(TreeHead signed, Sha256 root) {
            return new InconsistentLogException(
                    signed, "its first " + signed.size() + " entries now have the root " + root.hex());
        }

        static InconsistentLogException of(TreeHead signed, long seq, InvalidProofException why) {
            InconsistentLogException changed =
                    new InconsistentLogException(signed, "entry " + seq + " is not in that tree: " + why.getMessage());
            changed.initCause(why);
            return changed;
        }
    }

    /**
     * Takes up what is new in the ledger, and signs nothing.
     *
     * @param until the ledger's head, which no crash takes back
     */
    public synchronized void follow(EntryHashes ledger, Head until) throws IOException {
        tree.follow(ledger, until);
    }

    /**
     * Signs a checkpoint of the ledger as it is, unless it did not grow since the last one. The checkpoint is there durably, and
     * remembered outside of the deployment, when this returns.
     *
     * @param until the ledger's head, which no crash takes back
     * @return the checkpoint of the largest tree that was signed; empty if the ledger is empty
     * @throws InconsistentLogException if the ledger does not continue the last checkpoint, or the one that is remembered
     */
    public Optional<SignedNote> checkpoint(EntryHashes ledger, Head until) throws IOException {
        return checkpoint(ledger, until, List.of());
    }

    /**
     * The same, for a log of which others show what it signed.
     *
     * @param shown the heads that this log signed, as others have them
     * @throws InconsistentLogException if the ledger does not continue one of those, too
     */
    public synchronized Optional<SignedNote> checkpoint(EntryHashes ledger, Head until, List<TreeHead> shown)
            throws IOException {
        for (TreeHead head : shown) {
            memory.rememberShown(head);
        }
        while (true) {
            Optional<SignedNote> last = checkpoints.last();
            List<TreeHead> before = new ArrayList<>(shown);
            memory.last(origin).ifPresent(before::add);
            if (last.isPresent()) {
                before.add(LogCheckpoints.head(last.get()));
            }
            if (!reaches(until, before)) {
                return last;
            }
            tree.follow(ledger, until);
            tree.mend(ledger, until, before);
            long signed = last.isPresent() ? LogCheckpoints.head(last.get()).size() : 0;
            if (until.size() == signed) {
                remember(last, until);
                return last;
            }
            tree.force();
            SignedNote next = signed(new TreeHead(origin, until.size(), tree.root()));
            if (checkpoints.add(last, next)) {
                remember(Optional.of(next), until);
                return Optional.of(next);
            }
        }
    }

    /** Whether the ledger has all that was signed. Another node of a cluster may know more of it at present; then it is waited for. */
    private boolean reaches(Head until, List<TreeHead> before) throws IOException {
        for (TreeHead head : before) {
            if (until.size() < head.size() && !checkpoints.isShared()) {
                throw new InconsistentLogException(head, "the ledger has " + until.size() + " entries");
            }
            if (until.size() < head.size()) {
                return false;
            }
        }
        return true;
    }

    private void remember(Optional<SignedNote> verified, Head ledger) throws IOException {
        if (verified.isPresent()) {
            memory.remember(LogCheckpoints.head(verified.get()), ledger);
        }
    }

    private void requireContinues(TreeHead last) throws IOException {
        Sha256 root = tree.root(last.size());
        if (!root.equals(last.root())) {
            throw InconsistentLogException.of(last, root);
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
     * Proves that an entry is in the log. If the tree's files are rotten, they are made again.
     *
     * @param checkpoint of this log, which counts the entry
     * @param seq the entry's number, from 1
     * @param hash the entry's hash
     * @param ledger is read if the tree is to be made again
     * @return a proof that was verified
     * @throws InconsistentLogException if the ledger does not hold what was signed
     */
    public LogProof proof(SignedNote checkpoint, long seq, Sha256 hash, EntryHashes ledger) throws IOException {
        Optional<LogProof> proof = EntryProofs.of(tree.tiles(), checkpoint, seq, hash);
        return proof.isPresent() ? proof.get() : afterRepair(checkpoint, seq, hash, ledger);
    }

    private synchronized LogProof afterRepair(SignedNote checkpoint, long seq, Sha256 hash, EntryHashes ledger)
            throws IOException {
        LogProof proof = EntryProofs.of(ledger, checkpoint, seq, hash);
        tree.makeAgain(ledger, LogCheckpoints.head(checkpoint).size());
        return proof;
    }

    /**
     * A tile of the tree, as its files have it. What the files say is held against the checkpoint; if they are rotten, they are made
     * again.
     *
     * @param checkpoint the last one
     * @param ledger is read if the tree is to be made again
     * @return empty if the tree of the checkpoint has no such tile
     * @throws InconsistentLogException if the ledger does not hold what was signed
     */
    public Optional<byte[]> tile(Tile tile, SignedNote checkpoint, EntryHashes ledger) throws IOException {
        TreeHead head = LogCheckpoints.head(checkpoint);
        if (!tile.isIn(head.size())) {
            return Optional.empty();
        }
        Optional<byte[]> sound = tree.sound(tile, head);
        return sound.isPresent() ? sound : Optional.of(tileAfterRepair(tile, head, ledger));
    }

    private synchronized byte[] tileAfterRepair(Tile tile, TreeHead head, EntryHashes ledger) throws IOException {
        Optional<byte[]> sound = tree.sound(tile, head);
        if (sound.isEmpty()) {
            tree.makeAgain(ledger, head.size());
            requireContinues(head);
            sound = tree.sound(tile, head);
        }
        return sound.orElseThrow(
                () -> new IOException("the tree's files can't be kept: what was written is not what is read"));
    }

    /**
     * The entries under a tile of level 0 ({@code c2sp.org/tlog-tiles}): of each the length, in two bytes, and its hash. They are read
     * from the ledger, and are what was signed.
     *
     * @param checkpoint the last one
     * @param hashes are read if the tree is to be made again
     * @param ledger is opened for the entries
     * @return empty if the tree of the checkpoint has no such tile, or the entries were moved out of the ledger
     * @throws InconsistentLogException if the ledger does not hold what was signed
     */
    public Optional<byte[]> entries(Tile tile, SignedNote checkpoint, EntryHashes hashes, LedgerOpener ledger)
            throws IOException {
        Optional<byte[]> leaves = tile(tile, checkpoint, hashes);
        if (leaves.isEmpty()) {
            return Optional.empty();
        }
        try (LedgerReading reading = ledger.open()) {
            long archived = reading.archived().map(gone -> gone.head().size()).orElse(0L);
            return archived > tile.index() * Tile.WIDTH
                    ? Optional.empty()
                    : Optional.of(bundle(tile, leaves.get(), LogCheckpoints.head(checkpoint), reading));
        }
    }

    /**
     * The entries under a tile.
     *
     * @param leaves the tile's hashes
     * @throws InconsistentLogException if an entry is not what the tile says
     */
    static byte[] bundle(Tile tile, byte[] leaves, TreeHead signed, LedgerReading ledger) throws IOException {
        long first = tile.index() * Tile.WIDTH + 1;
        ByteBuffer bundle = ByteBuffer.allocate(tile.width() * (Short.BYTES + Sha256.BYTES));
        ByteBuffer expected = ByteBuffer.wrap(leaves);
        byte[] leaf = new byte[Sha256.BYTES];
        EntryHashes.of(ledger).give(first, first + tile.width() - 1, (hashes, at) -> {
            expected.get(leaf);
            byte[] hash = Arrays.copyOfRange(hashes, at, at + Sha256.BYTES);
            if (!MerkleHashes.leaf(hash).equals(Sha256.ofBytes(leaf))) {
                throw new InconsistentLogException(
                        signed,
                        "entry " + (first + bundle.position() / (Short.BYTES + Sha256.BYTES))
                                + " has another hash now");
            }
            bundle.putShort((short) Sha256.BYTES).put(hash);
        });
        return bundle.array();
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
