package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.StoredEntry.EntryIntake;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainRequest;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryListener;
import org.corebucket.bridge.ledger.read.LedgerDamage;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.ReadEntry;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;

/**
 * Reads a ledger from disk and makes it ready to be written to. Nothing of the ledger is changed before all of it was
 * read and found sound; then a tail that a crash left torn is cut off. The caller must hold the lock.
 */
final class LedgerOpening {

    private static final ChainVerifier VERIFIER =
            ChainVerifier.of(Runtime.getRuntime().availableProcessors(), HashProgress.NONE);

    private final Disk disk;
    private final LedgerFiles files;
    private final Head seen;
    private final LedgerOptions options;
    private final List<String> notices = new ArrayList<>();

    /** The index of the segment that is being read; once all is read, that of the live segment. */
    private SessionIndex index = new SessionIndex();

    LedgerOpening(Disk disk, LedgerFiles files, Head seen, LedgerOptions options) {
        this.disk = disk;
        this.files = files;
        this.seen = seen;
        this.options = options;
    }

    /** An open ledger, as its writer takes it over. */
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

    OpenedLedger open(EntryIntake each) throws IOException, DamagedLedgerException {
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

    private OpenedLedger open(EntryIntake each, Receipts receipts) throws IOException, DamagedLedgerException {
        Checkpoints.Last last = Checkpoints.last(files.checkpoints());
        ChainReport sound = read(new IndexedEntries(receipts, each), last.head());
        Head head = new Head(sound.entries(), sound.head());
        LineFile signed = appendedTo(files.checkpoints(), last.length());
        boolean opened = false;
        try {
            Checkpoints checkpoints =
                    new Checkpoints(options, signed, last.head().size());
            LiveSegments segments = segments(sound.soundEnd(), checkpoints, receipts);
            opened = true;
            return new OpenedLedger(segments, checkpoints, receipts, marked(head), head, List.copyOf(notices));
        } finally {
            if (!opened) {
                signed.close();
            }
        }
    }

    private LiveSegments segments(LedgerPosition soundEnd, Checkpoints checkpoints, Receipts receipts)
            throws IOException {
        SortedMap<Integer, Path> closed = files.closedSegments();
        int number = closed.isEmpty() ? 1 : closed.lastKey() + 1;
        LineFile lines = appendedTo(files.live(), soundEnd.segment() == number ? soundEnd.offset() : 0);
        boolean opened = false;
        try {
            receipts.begin(index);
            LiveSegments segments = new LiveSegments(disk, files, options, checkpoints, receipts, lines, number);
            opened = true;
            return segments;
        } finally {
            if (!opened) {
                lines.close();
            }
        }
    }

    /** Writes the mark. A ledger without a mark is as sound, but after a crash a person has more to look at. */
    private MarkFile marked(Head head) {
        MarkFile mark = new MarkFile(disk, files.mark());
        try {
            mark.reset(head);
        } catch (IOException e) {
            notices.add("the ledger's mark could not be written: " + IoTrouble.words(e));
        }
        return mark;
    }

    private ChainReport read(EntryListener listener, Head signed) throws IOException, DamagedLedgerException {
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            ChainReport report = VERIFIER.verify(segments, ChainRequest.upToDamage(signed, seen, listener));
            if (report.v5()) {
                throw DamagedLedgerException.v5(segments.path(1));
            }
            if (report.damage().isPresent()) {
                throw damaged(segments, report.damage().get());
            }
            return report;
        }
    }

    private static DamagedLedgerException damaged(SegmentFiles segments, LedgerDamage damage) {
        Path file = segments.path(damage.at().segment());
        String words = damage.flaw().words();
        return switch (damage.flaw().kind()) {
            case NOT_AS_SEEN, SHORTER_THAN_SEEN -> DamagedLedgerException.notAsSeen(file, damage.line(), words);
            default -> new DamagedLedgerException(file, damage.line(), words);
        };
    }

    /** Gives each entry to whoever rebuilds state from it, and indexes where the entry begins. */
    private final class IndexedEntries implements EntryListener {

        private final ThreadLocal<MessageDigest> sha256 = ThreadLocal.withInitial(Sha256::newDigest);
        private final Receipts receipts;
        private final EntryIntake each;

        IndexedEntries(Receipts receipts, EntryIntake each) {
            this.receipts = receipts;
            this.each = each;
        }

        @Override
        public EntryStep entry(ReadEntry entry, LedgerPosition at) {
            long key = SessionIndex.key(entry.module(), entry.sessionId(), sha256.get());
            StoredEntry stored = entry.stored();
            return () -> {
                index.add(key, at.offset());
                each.take(stored);
            };
        }

        @Override
        public void closed(int segment, long length, Head head) throws IOException {
            receipts.addClosed(segment, index, Sha256.parse(head.hash()), length);
            index = new SessionIndex();
        }
    }

    private LineFile appendedTo(Path file, long length) throws IOException {
        TornTail kept = TornTail.keptIn(
                files.aside(),
                copy -> notices.add(
                        file + ": its end was torn by a crash and never acknowledged; it was cut off at byte " + length
                                + " and is kept in " + copy));
        return LineFile.openDurable(disk, file, length, kept);
    }
}
