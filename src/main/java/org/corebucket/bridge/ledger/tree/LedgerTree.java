package org.corebucket.bridge.ledger.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.LedgerReading;
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
        if (tiles.size() == signed.size() && tiles.root(0, signed.size()).equals(signed.root())) {
            return new LedgerTree(tiles);
        }
        tiles.close();
        return new LedgerTree(TileFiles.open(directory, 0));
    }

    /** How many entries it has taken up. */
    public long size() {
        return tiles.size();
    }

    /** The root over the first entries. */
    public Sha256 root(long size) throws IOException {
        return tiles.root(0, size);
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
            takeUp(ledger, first, until);
            tiles.flush();
            whole = true;
        } finally {
            if (!whole) {
                tiles.revert();
            }
        }
    }

    private void takeUp(LedgerReading ledger, long first, Head until) throws IOException {
        EntryScanner entry = new EntryScanner();
        long[] next = {first};
        Sha256[] last = {MISSING};
        ledger.forward(ledger.find(first), (bytes, from, to, at) -> {
            if (!entry.scan(bytes, from, to) || entry.seq() != next[0]) {
                throw new IOException("the ledger has no entry " + next[0] + " where it should be" + REMEDY);
            }
            last[0] = Sha256.ofBytes(entry.stated());
            tiles.append(last[0]);
            return next[0]++ < until.size();
        });
        if (next[0] <= until.size() || !last[0].equals(Sha256.parse(until.hash()))) {
            throw new IOException("the ledger does not reach entry " + until.size() + ", " + until.hash() + REMEDY);
        }
    }

    /** Has what was taken up survive a crash of the host: before a checkpoint of it is signed. */
    public synchronized void force() throws IOException {
        tiles.force();
    }

    /** Whether it has this tile. */
    public boolean has(Tile tile) {
        return tile.isIn(tiles.size());
    }

    @Override
    public void close() throws IOException {
        tiles.close();
    }
}
