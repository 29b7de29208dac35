package org.corebucket.bridge.ledger.postgres;

import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.ReplayMarks;
import org.corebucket.bridge.ledger.postgres.AppendStatements.StoredSession;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LineBuffer;

/** Some entries that are appended in one transaction, and what must not be there already if they are. */
final class AppendBatch {

    private static final int MOST_ENTRIES = 512;
    private static final int MOST_BYTES = 4 << 20;

    private final UUID id = UUID.randomUUID();
    private final List<MarkedEntry> entries;

    /**
     * An entry with its marks.
     *
     * @param session names it for ever
     * @param marks what else must not come twice; empty for an entry of the bridge's own
     * @param day up to when its marks are kept; empty if for ever
     */
    private record MarkedEntry(EntryLine line, UUID session, List<UUID> marks, Optional<LocalDate> day) {

        boolean isUntimed() {
            return !marks.isEmpty() && day.isEmpty();
        }
    }

    private AppendBatch(List<MarkedEntry> entries) {
        this.entries = entries;
    }

    /** As many of the entries, from the first, as one transaction takes. */
    static AppendBatch of(List<EntryLine> lines, MarkRetention retention) {
        List<MarkedEntry> entries = new ArrayList<>();
        long bytes = 0;
        for (EntryLine line : lines) {
            bytes += line.longest();
            if (!entries.isEmpty() && (entries.size() == MOST_ENTRIES || bytes > MOST_BYTES)) {
                break;
            }
            entries.add(marked(line, retention));
        }
        return new AppendBatch(entries);
    }

    private static MarkedEntry marked(EntryLine line, MarkRetention retention) {
        NewEntry entry = line.entry();
        ReplayMarks marks = ReplayMarks.of(entry);
        UUID session = marks.sessionKey().uuid();
        if (entry.module().equals(NewEntry.BRIDGE)) {
            return new MarkedEntry(line, session, List.of(), Optional.empty());
        }
        return new MarkedEntry(line, session, MarkRetention.kept(marks), retention.lastDay(marks, entry.timestamp()));
    }

    /** By which it is known whether it is stored. */
    UUID id() {
        return id;
    }

    int size() {
        return entries.size();
    }

    UUID[] sessions() {
        return entries.stream().map(MarkedEntry::session).toArray(UUID[]::new);
    }

    UUID[] marks() {
        return entries.stream().flatMap(one -> one.marks().stream()).toArray(UUID[]::new);
    }

    /**
     * What became of each entry of a batch that is stored, though its commit had no answer.
     *
     * @param first the number of the batch's first entry
     * @param receipts of those of its sessions that are there
     */
    List<EntryOutcome> outcomes(long first, Map<UUID, StoredSession> receipts) {
        List<EntryOutcome> outcomes = new ArrayList<>();
        Set<UUID> told = new HashSet<>();
        for (MarkedEntry entry : entries) {
            StoredSession found = receipts.get(entry.session());
            if (!told.add(entry.session())) {
                outcomes.add(new EntryOutcome.AlreadyStored());
            } else if (found == null) {
                outcomes.add(entry.isUntimed() ? noMoreUntimed() : new EntryOutcome.AlreadyStored());
            } else if (found.seq() < first) {
                outcomes.add(new EntryOutcome.AlreadyStored());
            } else {
                outcomes.add(new EntryOutcome.Stored(new Receipt(
                        found.seq(),
                        found.hash(),
                        entry.line().module(),
                        entry.line().sessionId())));
            }
        }
        return outcomes;
    }

    private static EntryOutcome noMoreUntimed() {
        return new EntryOutcome.NotStored(new LedgerUnavailableException(
                "no more payloads without a timestamp are taken; send one in the payload", false, null));
    }

    /**
     * The rows that append a batch behind a head, and what becomes of each of its entries when they are stored.
     *
     * @param before where the chain ends
     * @param after where it ends then
     */
    record ChainedRows(
            ChainHead before,
            ChainHead after,
            List<EntryOutcome> outcomes,
            List<Long> seqs,
            List<Long> begins,
            List<byte[]> lines,
            List<UUID> sessions,
            List<byte[]> hashes,
            List<UUID> marks,
            List<Optional<LocalDate>> days,
            Map<ModuleEndpoint, ModuleCount> modules) {

        boolean isEmpty() {
            return seqs.isEmpty();
        }
    }

    /** Whose entries are counted together. */
    record ModuleEndpoint(String module, String endpoint) {}

    /** How many entries of a batch are one module's at one endpoint, and the last of them. */
    record ModuleCount(long entries, long last) {}

    /**
     * Chains the entries behind a head, but for those that are there already, and those for which there is no room.
     *
     * @param known the sessions and marks that are there already
     * @param mostUntimed how many entries that never grow stale there may be
     */
    ChainedRows behind(ChainHead head, Set<UUID> known, long mostUntimed, MessageDigest sha256) {
        Set<UUID> taken = new HashSet<>(known);
        ChainedRows rows = new ChainedRows(
                head,
                head,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashMap<>());
        ChainHead last = head;
        LineBuffer buffer = new LineBuffer(1 << 12);
        for (MarkedEntry entry : entries) {
            if (isKnown(entry, taken)) {
                rows.outcomes().add(new EntryOutcome.AlreadyStored());
            } else if (entry.isUntimed() && last.untimed() >= mostUntimed) {
                rows.outcomes().add(noMoreUntimed());
            } else {
                taken.add(entry.session());
                taken.addAll(entry.marks());
                last = chain(entry, last, rows, buffer, sha256);
            }
        }
        return new ChainedRows(
                head,
                last,
                rows.outcomes(),
                rows.seqs(),
                rows.begins(),
                rows.lines(),
                rows.sessions(),
                rows.hashes(),
                rows.marks(),
                rows.days(),
                rows.modules());
    }

    private static boolean isKnown(MarkedEntry entry, Set<UUID> taken) {
        return taken.contains(entry.session()) || entry.marks().stream().anyMatch(taken::contains);
    }

    private static ChainHead chain(
            MarkedEntry entry, ChainHead last, ChainedRows rows, LineBuffer buffer, MessageDigest sha256) {
        EntryLine line = entry.line();
        long seq = last.size() + 1;
        buffer.reset(1 << 12);
        Sha256 hash = line.appendTo(buffer, seq, last.hash(), sha256);
        rows.outcomes().add(new EntryOutcome.Stored(new Receipt(seq, hash, line.module(), line.sessionId())));
        rows.seqs().add(seq);
        rows.begins().add(last.bytes());
        rows.lines().add(Arrays.copyOf(buffer.bytes(), buffer.length() - 1));
        rows.sessions().add(entry.session());
        rows.hashes().add(hash.bytes());
        for (UUID mark : entry.marks()) {
            rows.marks().add(mark);
            rows.days().add(entry.day());
        }
        rows.modules()
                .merge(
                        new ModuleEndpoint(line.module(), line.entry().endpoint()),
                        new ModuleCount(1, seq),
                        (old, one) -> new ModuleCount(old.entries() + 1, seq));
        return new ChainHead(
                seq,
                last.bytes() + buffer.length(),
                hash.hex(),
                last.untimed() + (entry.isUntimed() ? 1 : 0),
                last.stops());
    }
}
