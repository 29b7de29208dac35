package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ArchivedLedger;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.LineBlocks;
import org.corebucket.bridge.ledger.read.V5Reader;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.OpenLines;

/**
 * Moves a V5 ledger out of the live ledger's place without altering a byte of it, and begins the new ledger with an
 * entry that records it (CONTRACT 8). After a crash the next try goes on where this one stopped; until then no bridge
 * begins a new ledger.
 */
public final class V5Archive {

    private V5Archive() {}

    /** What an attempt to archive ended in. */
    public sealed interface ArchiveOutcome {

        /** The V5 ledger is archived, and the new one has its first entry. */
        record Archived(ArchivedLedger archived, Receipt receipt) implements ArchiveOutcome {}

        /** There is no V5 ledger in the live ledger's place, and no unfinished archive. */
        record NothingToDo() implements ArchiveOutcome {}
    }

    /**
     * Archives the V5 ledger, if there is one.
     *
     * @throws LockHeldException if a bridge has the ledger open
     * @throws DamagedLedgerException if what is in the live ledger's place is no ledger, or the new ledger can't be opened
     * @throws IOException if something lies where the V5 ledger is to go, or if the disk fails
     */
    public static ArchiveOutcome archive(LedgerFiles files, ChainVerifier verifier, LedgerOptions options)
            throws IOException, LockHeldException, DamagedLedgerException {
        return archive(FileDisk.ofLogs(), files, verifier, options);
    }

    static ArchiveOutcome archive(Disk disk, LedgerFiles files, ChainVerifier verifier, LedgerOptions options)
            throws IOException, LockHeldException, DamagedLedgerException {
        DeploymentLock lock = DeploymentLock.acquire(files.lock());
        boolean handedOver = false;
        try {
            if (isThere(files.live()) && V5Reader.isLedger(files.live())) {
                move(disk, files);
            } else if (!isUnfinished(files)) {
                requireLedgerOrNone(files.live());
                return new ArchiveOutcome.NothingToDo();
            }
            ArchivedLedger archived = ArchivedLedger.of(files.archived(), verifier);
            MarkFile mark = new MarkFile(disk, files.mark());
            try (mark) {
                mark.reset(Head.EMPTY);
            }
            handedOver = true;
            return new ArchiveOutcome.Archived(
                    archived, FileStore.begin(lock, disk, files, options, ArchivedLedger.ENDPOINT, archived.payload()));
        } finally {
            if (!handedOver) {
                lock.close();
            }
        }
    }

    /** Refuses a live segment whose first line is whole, and no entry: it may be a ledger of V5 that was damaged. */
    private static void requireLedgerOrNone(Path live) throws IOException, DamagedLedgerException {
        if (isThere(live) && !hasNoLine(live)) {
            byte[] first = LineBlocks.firstLine(live);
            if (!new EntryScanner().scan(first, 0, first.length)) {
                throw DamagedLedgerException.noLedger(live);
            }
        }
    }

    /** Moves the V5 ledger, and its checkpoints with it, which say nothing of the new ledger. */
    private static void move(Disk disk, LedgerFiles files) throws IOException {
        for (Path target : new Path[] {files.archived(), files.archivedCheckpoints()}) {
            if (isThere(target)) {
                throw new IOException(target + " is there already\nMove it elsewhere, and try again.");
            }
        }
        if (!files.closedSegments().isEmpty()) {
            throw new IOException(files.closedSegments().values().iterator().next()
                    + " is a closed segment of another ledger\nMove the segments elsewhere, and try again.");
        }
        if (isThere(files.checkpoints()) && Files.size(files.checkpoints()) > 0) {
            disk.rename(files.checkpoints(), files.archivedCheckpoints());
            disk.syncDirectory(files.directory());
        }
        disk.rename(files.live(), files.archived());
        disk.syncDirectory(files.directory());
    }

    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a V5 ledger was moved away and the new ledger has no entry yet. */
    private static boolean isUnfinished(LedgerFiles files) throws IOException {
        return isThere(files.archived())
                && files.closedSegments().isEmpty()
                && (!isThere(files.live()) || hasNoLine(files.live()));
    }

    /** Whether the live segment has no whole line; a torn first line, which a crash left, does not count. */
    private static boolean hasNoLine(Path live) throws IOException {
        try (OpenLines lines = new OpenLines(FileDisk.ofLogs().openToRead(live), BackwardLines.LONGEST)) {
            return lines.end() == 0;
        }
    }

    /** Refuses to open a ledger while an archived V5 ledger has no entry that records it. */
    static void requireFinished(LedgerFiles files) throws IOException, DamagedLedgerException {
        if (isUnfinished(files)) {
            throw DamagedLedgerException.unfinishedArchive(files.archived());
        }
    }
}
