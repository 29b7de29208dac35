package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.Tile;
import org.corebucket.bridge.transparency.TileFiles;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * The Merkle tree of a ledger: leaf {@code i} is the hash of entry {@code i + 1}. It follows the ledger, and no append
 * waits for it; it is the same wherever the ledger is kept.
 *
 * <p>What an entry's hash was when the tree took it up is what it stays here: an entry that is changed later no longer fits.
 */
public final class LedgerTree implements Closeable {

    private final TileFiles tiles;

    private LedgerTree(TileFiles tiles) {
        this.tiles = tiles;
    }

    /**
     * Opens a tree, and makes it if it is not there. It is empty if its files do not lead to the root that was signed; then it is
     * made again from the ledger.
     *
     * @param signed what the last checkpoint says
     */
    public static LedgerTree open(Path directory, TreeHead signed) throws IOException {
        TileFiles tiles = TileFiles.open(directory, signed.size());
        if (tiles.size() == signed.size() && tiles.root().equals(signed.root())) {
            return new LedgerTree(tiles);
        }
        tiles.close();
        return new LedgerTree(TileFiles.open(directory, 0));
    }

    /** How many entries it has taken up. */
    public long size() {
        return tiles.size();
    }

    /** The root over the first entries, as the files have it. */
    public Sha256 root(long size) throws IOException {
        return tiles.root(0, size);
    }

    /** The root over all that was taken up, as the ledger gave it, whatever became of the files. It is what is signed. */
    synchronized Sha256 root() {
        return tiles.root();
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
    public synchronized void follow(EntryHashes ledger, Head until) throws IOException {
        long first = tiles.size() + 1;
        if (first > until.size()) {
            return;
        }
        byte[] last = new byte[Sha256.BYTES];
        boolean whole = false;
        try {
            ledger.give(first, until.size(), (hashes, at) -> {
                System.arraycopy(hashes, at, last, 0, Sha256.BYTES);
                tiles.append(hashes, at);
            });
            if (!Sha256.ofBytes(last).equals(Sha256.parse(until.hash()))) {
                throw EntryHashes.unreached(until.size() + ", " + until.hash());
            }
            tiles.flush();
            whole = true;
        } finally {
            if (!whole) {
                tiles.revert();
            }
        }
    }

    /**
     * Makes the tree again from the ledger, in the place of what is there, as far as a checkpoint counts. It goes on from there.
     * Whoever asks has seen that the ledger leads to the checkpoint's root.
     *
     * @param size how many entries the checkpoint counts
     */
    synchronized void makeAgain(EntryHashes ledger, long size) throws IOException {
        boolean whole = false;
        tiles.rewrite();
        try {
            ledger.give(1, size, tiles::append);
            tiles.force();
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
    synchronized void mend(EntryHashes ledger, Head until, List<TreeHead> signed) throws IOException {
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
            boolean sound = tiles.size() == size && root(size).equals(tiles.root());
            for (TreeHead head : signed) {
                sound = sound && root(head.size()).equals(head.root());
            }
            return sound;
        } catch (EOFException e) {
            return false;
        }
    }

    private void requireLeadsTo(EntryHashes ledger, Head until, List<TreeHead> signed) throws IOException {
        RightEdge read = new RightEdge();
        requireAsSigned(read, signed);
        ledger.give(1, until.size(), (hashes, at) -> {
            read.append(hashes, at, Sha256.BYTES);
            requireAsSigned(read, signed);
        });
        if (tiles.size() == read.size() && !tiles.root().equals(read.root())) {
            throw new IOException("the ledger's first " + read.size() + " entries are not those that were read before"
                    + "\nSee what is wrong with it: bridgectl provenance verify");
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
