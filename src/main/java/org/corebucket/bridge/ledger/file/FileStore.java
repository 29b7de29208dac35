package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry.EntryIntake;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in files (CONTRACT 8): segments of lines, each naming the hash of the one before, with signed
 * checkpoints beside them. An acknowledged entry survives {@code kill -9} and a torn last line. What a failed write
 * left is cut off before anything else is written. Entries that are appended together take one write and one
 * {@code fsync}.
 */
public final class FileStore implements EntryStore {

    /** The size to which the buffer of lines shrinks again after a larger batch, in bytes. */
    private static final int BUFFER = 1 << 18;

    private final DeploymentLock lock;
    private final LedgerFiles files;
    private final LedgerOpening.OpenedLedger opened;
    private final LiveSegments segments;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final LineBuffer lines = new LineBuffer(BUFFER);
    private volatile Head head;
    private volatile @Nullable String trouble;

    private FileStore(DeploymentLock lock, LedgerFiles files, LedgerOpening.OpenedLedger opened) {
        this.lock = lock;
        this.files = files;
        this.opened = opened;
        this.segments = opened.segments();
        this.head = opened.head();
    }

    /**
     * Reads and verifies a ledger in files, and opens it for writing.
     *
     * @param seen where this host has seen the ledger end, as it remembers; the empty head if it remembers nothing
     * @param each is given every stored entry, in order, before this returns
     * @throws LockHeldException if another process, or another part of this one, has the ledger open
     * @throws DamagedLedgerException if an entry was altered or is missing, the ledger is not the one that was seen, or it is one
     *     of V5; then nothing was changed
     */
    public static QueuedLedger ledger(LedgerFiles files, Head seen, LedgerOptions options, EntryIntake each)
            throws IOException, LockHeldException, DamagedLedgerException {
        return ledger(FileDisk.ofLogs(), files, seen, options, each);
    }

    static QueuedLedger ledger(Disk disk, LedgerFiles files, Head seen, LedgerOptions options, EntryIntake each)
            throws IOException, LockHeldException, DamagedLedgerException {
        DeploymentLock lock = DeploymentLock.acquire(files.lock());
        boolean mayBegin = false;
        try {
            V5Archive.requireFinished(files);
            mayBegin = true;
        } finally {
            if (!mayBegin) {
                lock.close();
            }
        }
        return ledger(lock, disk, files, seen, options, each);
    }

    /** Opens a ledger whose lock is held already. The lock is released when the ledger is closed or can't be opened. */
    static QueuedLedger ledger(
            DeploymentLock lock, Disk disk, LedgerFiles files, Head seen, LedgerOptions options, EntryIntake each)
            throws IOException, DamagedLedgerException {
        return QueuedLedger.over(open(lock, disk, files, seen, options, each), options);
    }

    /** Opens the store without the queue and the thread that writes. */
    static FileStore open(
            DeploymentLock lock, Disk disk, LedgerFiles files, Head seen, LedgerOptions options, EntryIntake each)
            throws IOException, DamagedLedgerException {
        boolean open = false;
        try {
            FileStore store = new FileStore(lock, files, new LedgerOpening(disk, files, seen, options).open(each));
            open = true;
            return store;
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    @Override
    public Head head() {
        return head;
    }

    /** Takes as many as fit into one segment. */
    @Override
    public List<EntryOutcome> append(List<EntryLine> entries) throws IOException {
        lines.reset(BUFFER);
        long first = entries.get(0).longest();
        boolean roll = segments.mustRoll(first);
        List<EntryOutcome> stored = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        Head last = place(entries, segments.roomFor(first), stored, offsets);
        if (roll) {
            segments.roll(head);
        }
        long start = segments.length();
        segments.append(lines);
        head = last;
        trouble = null;
        mark(last);
        for (int i = 0; i < stored.size(); i++) {
            EntryLine entry = entries.get(i);
            opened.receipts().add(SessionIndex.key(entry.module(), entry.sessionId(), sha256), start + offsets.get(i));
        }
        return stored;
    }

    /**
     * Puts lines together until the room is used up.
     *
     * @return the head behind the last of them
     */
    private Head place(List<EntryLine> entries, long room, List<EntryOutcome> stored, List<Integer> offsets) {
        Head last = head;
        for (EntryLine entry : entries) {
            if (!stored.isEmpty() && lines.length() + entry.longest() > room) {
                return last;
            }
            offsets.add(lines.length());
            Sha256 hash = entry.appendTo(lines, last.size() + 1, last.hash(), sha256);
            last = new Head(last.size() + 1, hash.hex());
            stored.add(new EntryOutcome.Stored(new Receipt(last.size(), hash, entry.module(), entry.sessionId())));
        }
        return last;
    }

    /** Advances the mark. A failure does not harm the entries, which are on disk: the mark then says too little. */
    private void mark(Head stored) {
        try {
            opened.mark().advance(stored);
        } catch (IOException e) {
            trouble = "the ledger's mark could not be written: " + IoTrouble.words(e);
        }
    }

    @Override
    public Optional<Receipt> receipt(String module, String sessionId) throws IOException {
        return opened.receipts().find(module, sessionId);
    }

    @Override
    public LedgerReading read() throws IOException {
        return SegmentFiles.of(files);
    }

    @Override
    public void checkpoint() throws IOException {
        opened.checkpoints().write(head);
    }

    @Override
    public boolean isContended() {
        return false;
    }

    @Override
    public long millisUntilDue() {
        return opened.mark().millisUntilSync();
    }

    /** Makes the mark durable, at most once a second. */
    @Override
    public void doDue() {
        try {
            opened.mark().syncIfDue();
        } catch (IOException e) {
            trouble = "the ledger's mark could not be written: " + IoTrouble.words(e);
        }
    }

    @Override
    public Optional<LedgerTrouble> trouble() {
        return Optional.ofNullable(trouble).map(words -> new LedgerTrouble(words, true));
    }

    @Override
    public boolean noticesRecovery() {
        return false;
    }

    /** Has one line for each torn tail that was cut off, and one if the mark could not be written. */
    @Override
    public List<String> notices() {
        return opened.notices();
    }

    @Override
    public void close() throws IOException {
        try {
            opened.close();
        } finally {
            lock.close();
        }
    }

    /**
     * Opens a ledger, appends one entry of the bridge's own to it, signs a checkpoint, and closes it.
     *
     * @param lock the ledger's lock, which is released in the end
     */
    static Receipt begin(
            DeploymentLock lock, Disk disk, LedgerFiles files, LedgerOptions options, String endpoint, byte[] payload)
            throws IOException, DamagedLedgerException {
        try (QueuedLedger ledger = ledger(lock, disk, files, Head.EMPTY, options, entry -> {})) {
            Receipt receipt = ledger.append(
                            NewEntry.byBridge(options.clock().instant(), endpoint, payload, options.signer()))
                    .join();
            ledger.checkpoint();
            return receipt;
        } catch (LedgerBusyException e) {
            throw new IllegalStateException("nobody else has it", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }
}
