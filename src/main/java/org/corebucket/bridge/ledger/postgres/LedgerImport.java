package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.ReplayMarks;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ModuleCount;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ModuleEndpoint;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.read.LineVisitor;
import org.corebucket.bridge.ledger.read.ReadEntry;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;

/**
 * Takes a ledger in files into an empty schema, byte for byte, in one transaction: it is there whole, or not at all. Whether it
 * holds was verified before.
 */
public final class LedgerImport implements LineVisitor {

    private static final int BATCH = 1000;
    private static final int BATCH_BYTES = 4 << 20;

    private static final String ENTRIES =
            "INSERT INTO entry (seq, begins, line) SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bytea[])";

    /** A session that was used again when it was not remembered any more keeps the receipt that it had first. */
    private static final String RECEIPTS = "INSERT INTO receipt (session, seq, hash)"
            + " SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::bytea[]) ON CONFLICT DO NOTHING";

    private static final String MARKS =
            "INSERT INTO mark (mark, day) SELECT * FROM unnest(?::uuid[], ?::date[]) ON CONFLICT DO NOTHING";

    private final Connection connection;
    private final MarkRetention retention;
    private final Partitions partitions;
    private final LocalDate today;
    private final LineReader reader = new LineReader();
    private final Map<ModuleEndpoint, ModuleCount> modules = new LinkedHashMap<>();
    private List<ReadEntry> entries = new ArrayList<>();
    private List<byte[]> lines = new ArrayList<>();
    private long batchBytes;
    private ChainHead head = new ChainHead(0, 0, "", 0, 0);

    private LedgerImport(Connection connection, MarkRetention retention, Instant now) {
        this.connection = connection;
        this.retention = retention;
        this.partitions = new Partitions(retention);
        this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * What a log signed of the ledger, so that it goes on in the database.
     *
     * @param origin the log's name
     * @param checkpoints its checkpoints, which were verified
     */
    public record ImportedLog(String origin, LogCheckpoints checkpoints) {}

    /**
     * Imports a ledger.
     *
     * @param checkpoints its checkpoints, from the oldest: the size of each, and its line
     * @param log what its log signed
     * @return where the ledger ends
     * @throws MendableException if the schema is not of this version, or has a ledger already
     */
    public static Head run(
            Database database,
            LedgerReading ledger,
            Map<Long, String> checkpoints,
            ImportedLog log,
            MarkRetention retention,
            Clock clock)
            throws IOException, MendableException {
        try (Connection connection = database.connect()) {
            DatabaseSchema.require(connection, database.name());
            connection.setAutoCommit(false);
            LedgerImport imported = new LedgerImport(connection, retention, clock.instant());
            imported.requireEmpty(database.name());
            ledger.forward(LedgerPosition.BEGINNING, imported);
            imported.flush();
            imported.writeModules();
            imported.writeCheckpoints(checkpoints);
            imported.writeLog(log);
            Commits.commit(connection);
            return imported.head.head();
        } catch (SQLException e) {
            throw DatabaseException.of(database.name(), e);
        }
    }

    private void requireEmpty(String name) throws SQLException, MendableException {
        ChainHead there = new AppendStatements(connection, "").lockHead();
        if (there.size() > 0) {
            throw MendableException.notAllowed(
                    name + ": it has a ledger already, of " + there.size() + " entries"
                            + "\nA ledger is imported into an empty schema only: name another \"schema\" in the bridge's descriptor.");
        }
    }

    @Override
    public boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        try {
            entries.add(reader.read(bytes, from, to));
        } catch (NotAnEntryException e) {
            throw new IOException("the ledger has a line that is no entry, behind entry "
                    + (head.size() + entries.size()) + "\nSee what is wrong with it: bridgectl provenance verify");
        }
        lines.add(Arrays.copyOfRange(bytes, from, to));
        batchBytes += to - from + 1;
        if (lines.size() == BATCH || batchBytes > BATCH_BYTES) {
            try {
                flush();
            } catch (SQLException e) {
                throw DatabaseException.of("the database", e);
            }
        }
        return true;
    }

    private void flush() throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        partitions.make(connection, head.size(), today);
        List<Long> begins = new ArrayList<>();
        List<UUID> sessions = new ArrayList<>();
        List<UUID> marks = new ArrayList<>();
        List<String> days = new ArrayList<>();
        long bytes = head.bytes();
        long untimed = head.untimed();
        for (int i = 0; i < lines.size(); i++) {
            StoredEntry entry = entries.get(i).stored();
            begins.add(bytes);
            bytes += lines.get(i).length + 1;
            ReplayMarks of = ReplayMarks.of(entry);
            sessions.add(of.sessionKey().uuid());
            untimed += addMarks(entry, of, marks, days);
            modules.merge(
                    new ModuleEndpoint(entry.module(), entry.endpoint()),
                    new ModuleCount(1, entry.seq()),
                    (old, one) -> new ModuleCount(old.entries() + 1, one.last()));
        }
        Object[] seqs = entries.stream().map(ReadEntry::seq).toArray();
        Object hashes = entries.stream().map(entry -> entry.hash().bytes()).toArray(byte[][]::new);
        insert(
                ENTRIES,
                new String[] {"bigint", "bigint", "bytea"},
                seqs,
                begins.toArray(),
                lines.toArray(byte[][]::new));
        insert(RECEIPTS, new String[] {"uuid", "bigint", "bytea"}, sessions.toArray(), seqs, (Object[]) hashes);
        insert(MARKS, new String[] {"uuid", "date"}, marks.toArray(), days.toArray());
        ReadEntry last = entries.get(entries.size() - 1);
        head = new ChainHead(last.seq(), bytes, last.hash().hex(), untimed, 0);
        writeHead();
        entries = new ArrayList<>();
        lines = new ArrayList<>();
        batchBytes = 0;
    }

    /** What would be refused as stale by now needs no mark; says by how many entries those that never grow stale became more. */
    private int addMarks(StoredEntry entry, ReplayMarks of, List<UUID> marks, List<String> days) {
        if (entry.module().equals(NewEntry.BRIDGE)) {
            return 0;
        }
        Optional<LocalDate> day = retention.lastDay(of, entry.timestamp());
        if (day.isPresent() && day.get().isBefore(today)) {
            return 0;
        }
        for (UUID mark : MarkRetention.kept(of)) {
            marks.add(mark);
            days.add(AppendStatements.day(day));
        }
        return day.isPresent() ? 0 : 1;
    }

    private void insert(String statement, String[] types, Object[]... columns) throws SQLException {
        try (PreparedStatement insertion = connection.prepareStatement(statement)) {
            for (int i = 0; i < columns.length; i++) {
                insertion.setArray(i + 1, connection.createArrayOf(types[i], columns[i]));
            }
            Commits.execute(insertion);
        }
    }

    private void writeHead() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE head SET size = ?, bytes = ?, hash = ?, untimed = ? WHERE id = 1")) {
            statement.setLong(1, head.size());
            statement.setLong(2, head.bytes());
            statement.setString(3, head.hash());
            statement.setLong(4, head.untimed());
            Commits.execute(statement);
        }
    }

    private void writeModules() throws SQLException {
        insert(
                "INSERT INTO module_state (module, endpoint, entries, last_seq)"
                        + " SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])",
                new String[] {"text", "text", "bigint", "bigint"},
                modules.keySet().stream().map(ModuleEndpoint::module).toArray(),
                modules.keySet().stream().map(ModuleEndpoint::endpoint).toArray(),
                modules.values().stream().map(ModuleCount::entries).toArray(),
                modules.values().stream().map(ModuleCount::last).toArray());
    }

    private void writeCheckpoints(Map<Long, String> checkpoints) throws SQLException {
        insert(
                "INSERT INTO checkpoint (size, line) SELECT * FROM unnest(?::bigint[], ?::bytea[]) ON CONFLICT DO NOTHING",
                new String[] {"bigint", "bytea"},
                checkpoints.keySet().toArray(),
                checkpoints.values().stream()
                        .map(line -> line.getBytes(StandardCharsets.US_ASCII))
                        .toArray(byte[][]::new));
    }

    private void writeLog(ImportedLog log) throws SQLException, IOException {
        try (PreparedStatement insertion = connection.prepareStatement(
                "INSERT INTO log_checkpoint (origin, size, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (long size : log.checkpoints().sizes()) {
                Optional<SignedNote> note = log.checkpoints().of(size);
                if (note.isPresent()) {
                    insertion.setString(1, log.origin());
                    insertion.setLong(2, size);
                    insertion.setBytes(3, note.get().bytes());
                    Commits.execute(insertion);
                }
            }
        }
    }

    @Override
    public boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        throw LineVisitor.overlong(at);
    }
}
