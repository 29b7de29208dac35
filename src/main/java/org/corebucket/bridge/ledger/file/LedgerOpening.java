package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.file.LedgerScan.Scanned;
import org.corebucket.bridge.ledger.read.DurableMark;

/**
 * Reads a ledger from disk and makes it ready to be written to. Nothing is changed before all was read and found sound;
 * then what a crash left torn is cut off. The lock must be held.
 */
final class LedgerOpening {

    private final LedgerStore store;
    private final LedgerFiles files;
    private final LedgerOptions options;
    private final List<String> notices = new ArrayList<>();

    LedgerOpening(LedgerStore store, LedgerFiles files, LedgerOptions options) {
        this.store = store;
        this.files = files;
        this.options = options;
    }

    /** What the writer goes on with. */
    record OpenedLedger(
            LiveSegments segments,
            Checkpoints checkpoints,
            Receipts receipts,
            MarkFile mark,
            Head head,
            List<String> notices)
            implements Closeable {

        @Override
        public void close() throws IOException {
            try {
                segments.close();
            } finally {
                try {
                    checkpoints.close();
                } finally {
                    try {
                        mark.close();
                    } finally {
                        receipts.close();
                    }
                }
            }
        }
    }

    OpenedLedger open(Consumer<StoredEntry> each) throws IOException, DamagedLedgerException {
        Receipts receipts = new Receipts(files);
        boolean opened = false;
        try {
            OpenedLedger ready = open(each, receipts);
            opened = true;
            return ready;
        } finally {
            if (!opened) {
                receipts.close();
            }
        }
    }

    private OpenedLedger open(Consumer<StoredEntry> each, Receipts receipts)
            throws IOException, DamagedLedgerException {
        Checkpoints.Last last = Checkpoints.last(files.checkpoints());
        Head marked = DurableMark.read(files.mark()).orElse(null);
        try (LedgerScan scan = new LedgerScan(last.head(), marked, each)) {
            int closed = readClosed(scan, receipts);
            Scanned live = readLive(scan);
            scan.requireAll(files.live(), live);
            Head head = scan.head();
            AppendedFile signed = appendedTo(files.checkpoints(), last.length());
            boolean opened = false;
            try {
                Checkpoints checkpoints =
                        new Checkpoints(options, signed, last.head().size());
                LiveSegments segments = segments(live, checkpoints, receipts, closed + 1);
                opened = true;
                return new OpenedLedger(segments, checkpoints, receipts, marked(head), head, List.copyOf(notices));
            } finally {
                if (!opened) {
                    signed.close();
                }
            }
        }
    }

    private LiveSegments segments(Scanned live, Checkpoints checkpoints, Receipts receipts, int number)
            throws IOException {
        AppendedFile lines = appendedTo(files.live(), live.length());
        boolean opened = false;
        try {
            store.syncDirectory(files.directory());
            receipts.begin(live.index());
            LiveSegments segments = new LiveSegments(store, files, options, checkpoints, receipts, lines, number);
            opened = true;
            return segments;
        } finally {
            if (!opened) {
                lines.close();
            }
        }
    }

    /** A ledger without a mark is as sound; a crash only leaves more to be looked at by a person. */
    private MarkFile marked(Head head) {
        MarkFile mark = new MarkFile(store, files.mark());
        try {
            mark.reset(head);
            store.syncDirectory(files.directory());
        } catch (IOException e) {
            notices.add("the ledger's mark could not be written: "
                    + DiskTrouble.of(e).words());
        }
        return mark;
    }

    /** The number of the last closed segment; 0 if there is none. */
    private int readClosed(LedgerScan scan, Receipts receipts) throws IOException, DamagedLedgerException {
        int number = 0;
        for (Map.Entry<Integer, Path> segment : files.closedSegments().entrySet()) {
            Scanned scanned = scan.read(segment.getValue(), false);
            scan.requireEntry(segment.getValue(), scanned);
            number = segment.getKey();
            receipts.addClosed(number, scanned.index(), Sha256.parse(scan.head().hash()), scanned.length());
        }
        return number;
    }

    /** There is no live segment in a new deployment, and after a crash between closing one and beginning the next. */
    private Scanned readLive(LedgerScan scan) throws IOException, DamagedLedgerException {
        return Files.exists(files.live(), LinkOption.NOFOLLOW_LINKS)
                ? scan.read(files.live(), true)
                : Scanned.nothing();
    }

    private AppendedFile appendedTo(Path file, long length) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > length) {
            Path kept = TornTail.keepAside(file, length, files.aside());
            notices.add(file + ": its end was torn by a crash and never acknowledged; it was cut off at byte " + length
                    + " and is kept in " + kept);
        }
        return AppendedFile.open(store, file, length);
    }
}
