package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.Tile;
import org.corebucket.bridge.transparency.TileFiles;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * The Merkle tree of a ledger: leaf {@code i} is the hash of entry {@code i + 1}. It follows the ledger by reading it, so no append
 * waits for it, and it is the same wherever the ledger is kept.
 *
 * <p>What an entry's hash was when the tree took it up is what it stays here: an entry that is changed later no longer fits.
 */
public final class LedgerTree implements Closeable {

    private static final String REMEDY = "\nSee what is wrong with it: bridgectl provenance verify";

    /** No entry has the hash of nothing. */
    private static final Sha256 MISSING = Sha256.of(new byte[0]);

    private final TileFiles tiles;

    /** The edge of all that was taken up, of the hashes as the ledger gave them. What the files hold may rot; this is what is signed. */
    private RightEdge edge;

    private LedgerTree(TileFiles tiles, RightEdge edge) {
        this.tiles = tiles;
        this.edge = edge;
    }

    /**
     * Opens a tree, and makes it if it is not there. It is empty if its files do not lead to the root that was signed; then it is
     * made again from the ledger.
     *
     * @param signed what the last checkpoint says
     */
    public static LedgerTree open(Path directory, TreeHead signed) throws IOException {
        TileFiles tiles = TileFiles.open(directory, signed.size());
        if (tiles.size() == signed.size()) {
            RightEdge edge = RightEdge.of(tiles, signed.size());
            if (edge.root().equals(signed.root())) {
                return new LedgerTree(tiles, edge);
            }
        }
        tiles.close();
        return new LedgerTree(TileFiles.open(directory, 0), new RightEdge());
    }

    /** How many entries it has taken up. */
    public long size() {
        return tiles.size();
    }

    /** The root over the first entries, as the files have it. */
    public Sha256 root(long size) throws IOException {
        return tiles.root(0, size);
    }

    /** The root over all that was taken up, as the ledger gave it, whatever became of the files. */
    synchronized Sha256 root() {
        return edge.root();
    }

    /** The tiles, which are also the nodes that proofs are made of. */
    public TileFiles tiles() {
        return tiles;
    }

    /**
     * Takes up the entries that are new.
     *
     * @param until the last entry of which it is known that no crash takes it back
     * @throws IOException if the ledger can't be read up to there, or has another entry there
     */
    public synchronized void follow(LedgerReading ledger, Head until) throws IOException {
        long first = tiles.size() + 1;
        if (first > until.size()) {
            return;
        }
        boolean whole = false;
        try {
            RightEdge next = takeUp(ledger, first, until);
            tiles.flush();
            edge = next;
            whole = true;
        } finally {
            if (!whole) {
                tiles.revert();
            }
        }
    }

    private RightEdge takeUp(LedgerReading ledger, long first, Head until) throws IOException {
        Sha256[] last = {MISSING};
        RightEdge next = new RightEdge(edge);
        leaves(ledger, first, until.size(), hash -> {
            last[0] = hash;
            next.append(hash.bytes());
            tiles.append(hash);
        });
        if (!last[0].equals(Sha256.parse(until.hash()))) {
            throw unreached(until.size() + ", " + until.hash());
        }
        return next;
    }

    /** Takes an entry's hash. */
    interface LeafTaker {
        void take(Sha256 hash) throws IOException;
    }

    /**
     * Reads the hashes that entries state.
     *
     * @throws IOException if the ledger can't be read up to there, or one is not in its place
     */
    static void leaves(LedgerReading ledger, long first, long last, LeafTaker leaves) throws IOException {
        EntryScanner entry = new EntryScanner();
        long[] next = {first};
        ledger.forward(ledger.find(first), (bytes, from, to, at) -> {
            if (!entry.scan(bytes, from, to) || entry.seq() != next[0]) {
                throw new IOException("the ledger has no entry " + next[0] + " where it should be" + REMEDY);
            }
            leaves.take(Sha256.ofBytes(entry.stated()));
            return next[0]++ < last;
        });
        if (next[0] <= last) {
            throw unreached(String.valueOf(last));
        }
    }

    private static IOException unreached(String entry) {
        return new IOException("the ledger does not reach entry " + entry + REMEDY);
    }

    /**
     * Makes the tree again from the ledger, in the place of what is there, as far as a checkpoint counts. It goes on from there.
     * Whoever asks has seen that the ledger leads to the checkpoint's root.
     *
     * @param size how many entries the checkpoint counts
     */
    synchronized void makeAgain(LedgerReading ledger, long size) throws IOException {
        boolean whole = false;
        tiles.rewrite();
        try {
            RightEdge next = new RightEdge();
            leaves(ledger, 1, size, hash -> {
                next.append(hash.bytes());
                tiles.append(hash);
            });
            tiles.force();
            edge = next;
            whole = true;
        } finally {
            if (!whole) {
                tiles.revert();
            }
        }
    }

    /**
     * Makes the tree again from the ledger, if its files do not lead to all that was taken up, and to each root that was signed.
     * Nothing is written if the ledger does not lead there either: then it is the ledger that was changed.
     *
     * @param until the ledger's head, up to which it was followed
     * @param signed what was signed, none of it of more entries than that
     * @throws InconsistentLogException if the ledger does not lead to what was signed
     * @throws IOException if it has other entries now than were taken up
     */
    synchronized void mend(LedgerReading ledger, Head until, List<TreeHead> signed) throws IOException {
        if (leadsTo(until.size(), signed)) {
            return;
        }
        requireLeadsTo(ledger, until, signed);
        makeAgain(ledger, until.size());
        if (!leadsTo(until.size(), signed)) {
            throw new IOException("the tree's files can't be kept: what was written is not what is read");
        }
    }

    private boolean leadsTo(long size, List<TreeHead> signed) throws IOException {
        try {
            boolean sound = tiles.size() == size && root(size).equals(edge.root());
            for (TreeHead head : signed) {
                sound = sound && root(head.size()).equals(head.root());
            }
            return sound;
        } catch (EOFException e) {
            return false;
        }
    }

    private void requireLeadsTo(LedgerReading ledger, Head until, List<TreeHead> signed) throws IOException {
        RightEdge read = new RightEdge();
        requireAsSigned(read, signed);
        leaves(ledger, 1, until.size(), hash -> {
            read.append(hash.bytes());
            requireAsSigned(read, signed);
        });
        if (tiles.size() == read.size() && !edge.root().equals(read.root())) {
            throw new IOException(
                    "the ledger's first " + read.size() + " entries are not those that were read before" + REMEDY);
        }
    }

    /** Those of the heads that are of the tree as it was read so far have its root. */
    private static void requireAsSigned(RightEdge read, List<TreeHead> signed) throws InconsistentLogException {
        for (TreeHead head : signed) {
            if (head.size() == read.size() && !head.root().equals(read.root())) {
                throw InconsistentLogException.of(head, read.root());
            }
        }
    }

    /** Has what was taken up survive a crash of the host: before a checkpoint of it is signed. */
    public synchronized void force() throws IOException {
        tiles.force();
    }

    /**
     * The hashes of a tile, 32 bytes each, if they lead to a root that was signed.
     *
     * @param head of a tree that has the tile, and that this one continues
     * @return empty if the files are rotten, or have not that much
     */
    Optional<byte[]> sound(Tile tile, TreeHead head) throws IOException {
        try {
            return tiles.read(tile, head);
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        tiles.close();
    }
}
