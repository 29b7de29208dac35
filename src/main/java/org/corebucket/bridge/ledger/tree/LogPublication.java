package org.corebucket.bridge.ledger.tree;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.Tile;
import org.corebucket.bridge.transparency.TileFiles;
import org.corebucket.bridge.transparency.TileHashes;
import org.corebucket.bridge.transparency.TileReader;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * A log as static files, byte for byte what the bridge serves, so that any web server can serve them ({@code c2sp.org/tlog-tiles}).
 * Each file is whole or not there. The checkpoint comes last: what it needs is there when somebody sees it, whatever interrupts the
 * writing. What is there already is not written again.
 */
public final class LogPublication {

    private static final String CHECKPOINT = "checkpoint";
    private static final int MODE = 0644;

    private final SignedNote checkpoint;
    private final TreeHead head;
    private final Path into;
    private final DurableFiles files;
    private long written;

    /**
     * What was published.
     *
     * @param head what the checkpoint says
     * @param files how many files were written; the rest was there
     */
    public record PublishedLog(TreeHead head, long files) {}

    private LogPublication(SignedNote checkpoint, Path into) throws IOException {
        this.checkpoint = checkpoint;
        this.head = LogCheckpoints.head(checkpoint);
        this.into = into;
        this.files = new DurableFiles(into.resolve(".staging"));
    }

    /**
     * Publishes a log. Nobody else may do that in the directory meanwhile.
     *
     * @param tiles the directory of the tree's files; what is rotten or not there is made from the ledger
     * @param checkpoint the last one
     * @param into the directory
     * @throws InconsistentLogException if the ledger is not what was signed, or what is published is not continued
     * @throws MendableException if something else is published there
     */
    public static PublishedLog publish(LedgerReading ledger, Path tiles, SignedNote checkpoint, Path into)
            throws IOException, MendableException {
        LogPublication publication = new LogPublication(checkpoint, into);
        Path scratch = into.resolve(".tree");
        DurableFiles.makeDirectories(into);
        publication.files.sweep();
        try (TileReader kept = new TileReader(tiles)) {
            publication.write(kept, ledger);
        } catch (RottenTreeException e) {
            try (TileFiles made = made(scratch, ledger, publication.head)) {
                publication.write(made, ledger);
            } catch (RottenTreeException again) {
                throw new IOException("the tree of the log can't be kept in " + scratch, again);
            }
        } finally {
            remove(scratch);
            Files.deleteIfExists(into.resolve(".staging"));
        }
        return new PublishedLog(publication.head, publication.written);
    }

    /** The tree's files are not what was signed. */
    private static final class RottenTreeException extends Exception {

        private static final long serialVersionUID = 1L;

        RottenTreeException(String problem) {
            super(problem);
        }
    }

    private static TileFiles made(Path scratch, LedgerReading ledger, TreeHead head) throws IOException {
        TileFiles tree = TileFiles.open(scratch, 0);
        boolean whole = false;
        try {
            EntryHashes.of(ledger).give(1, head.size(), tree::append);
            tree.flush();
            Sha256 root = tree.root(0, head.size());
            if (!root.equals(head.root())) {
                throw new InconsistentLogException(
                        head, "its first " + head.size() + " entries now have the root " + root.hex());
            }
            whole = true;
            return tree;
        } finally {
            if (!whole) {
                tree.close();
            }
        }
    }

    private static void remove(Path scratch) throws IOException {
        if (Files.isDirectory(scratch, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> levels = Files.newDirectoryStream(scratch)) {
                for (Path level : levels) {
                    Files.delete(level);
                }
            }
            Files.delete(scratch);
        }
    }

    private void write(TileHashes tree, LedgerReading ledger)
            throws IOException, RottenTreeException, MendableException {
        try {
            requireContinued(tree);
            for (Tile tile : Tile.all(head.size())) {
                boolean entries = tile.level() == 0 && isMissing(tile.entriesPath(), entriesSize(tile));
                boolean hashes = isMissing(tile.path(), tile.width() * Sha256.BYTES);
                if (entries || hashes) {
                    write(tile, entries, hashes, tree, ledger);
                }
            }
        } catch (EOFException | NoSuchFileException e) {
            throw new RottenTreeException(String.valueOf(e.getMessage()));
        }
        byte[] note = checkpoint.bytes();
        Optional<byte[]> there = published();
        if (there.isEmpty() || !Arrays.equals(there.get(), note)) {
            write(CHECKPOINT, note);
        }
    }

    private static int entriesSize(Tile tile) {
        return tile.width() * (Short.BYTES + Sha256.BYTES);
    }

    private void write(Tile tile, boolean entries, boolean hashes, TileHashes tree, LedgerReading ledger)
            throws IOException, RottenTreeException {
        byte[] sound = tree.read(tile, head)
                .orElseThrow(() -> new RottenTreeException(tile.path() + " is not what was signed"));
        if (entries) {
            write(tile.entriesPath(), LedgerLog.bundle(tile, sound, head, ledger));
            dropPartial(tile, tile.entriesPath());
        }
        if (hashes) {
            write(tile.path(), sound);
            dropPartial(tile, tile.path());
        }
    }

    private boolean isMissing(String path, int bytes) throws IOException {
        Path file = into.resolve(path);
        return !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != bytes;
    }

    private void write(String path, byte[] content) throws IOException {
        files.write(into.resolve(path), content, MODE);
        written++;
    }

    /** Where a full tile is, nobody needs the partial ones any more. */
    private void dropPartial(Tile tile, String path) throws IOException {
        Path partial = into.resolve(path + ".p");
        if (tile.isFull() && Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)) {
            remove(partial);
        }
    }

    /** The checkpoint that lies there. */
    private Optional<byte[]> published() throws IOException {
        try {
            return Optional.of(Files.readAllBytes(into.resolve(CHECKPOINT)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void requireContinued(TileHashes tree) throws IOException, MendableException {
        Optional<byte[]> there = published();
        if (there.isEmpty()) {
            return;
        }
        TreeHead before;
        try {
            before = TreeHead.parse(SignedNote.parse(there.get()).text());
        } catch (MalformedNoteException e) {
            throw e.in(into.resolve(CHECKPOINT).toString());
        }
        if (!before.origin().equals(head.origin()) || before.size() > head.size()) {
            throw MendableException.refused(into + " has the log " + before.origin() + " of " + before.size()
                    + " entries, and this is " + head.origin() + " of " + head.size()
                    + "\nPublish it into another directory, or move that one away.");
        }
        Sha256 root = tree.root(0, before.size());
        if (!root.equals(before.root())) {
            throw new InconsistentLogException(before, "published in " + into + "; now the root is " + root.hex());
        }
    }
}
