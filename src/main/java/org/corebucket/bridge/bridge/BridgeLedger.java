package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.admission.FreshnessSettings;
import org.corebucket.bridge.admission.ReplayMemory;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.database.NodeName;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.StoredEntry.EntryIntake;
import org.corebucket.bridge.ledger.file.FileStore;
import org.corebucket.bridge.ledger.place.DemandedLedger;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.HostMemory;
import org.corebucket.bridge.ledger.postgres.MarkRetention;
import org.corebucket.bridge.ledger.postgres.PostgresLedger;
import org.corebucket.bridge.ledger.postgres.PostgresStore;
import org.corebucket.bridge.ledger.read.LedgerMemory.Mark;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;

/**
 * The ledger that a bridge appends to, and what the bridge knows by it. Where only this bridge appends, that is rebuilt from all
 * entries when it is opened, and kept up. Where other nodes append too, the store is asked, and the replay memory is only a cache
 * before the store, which decides.
 *
 * @param logCheckpoints where the checkpoints of its log are kept
 * @param refresh takes in what other nodes appended, where there are any
 */
record BridgeLedger(
        QueuedLedger ledger,
        ReplayMemory memory,
        ModuleStates modules,
        ClosedLogRecords closedLogs,
        StoreFacts store,
        LogCheckpoints logCheckpoints,
        Optional<LedgerRefresh> refresh) {

    /** After so many entries that were read it is looked whether the bridge is to end. */
    private static final long BETWEEN_LOOKS = 1 << 10;

    /**
     * Where the ledger is kept.
     *
     * @param node what this bridge's deployment is called among those that share it
     * @param kind as the descriptor has it
     * @param database which one it is in; empty if it is in files
     * @param weaknesses what that database promises less than it should, as it was when the bridge started
     */
    record StoreFacts(String node, String kind, Optional<String> database, List<String> weaknesses) {}

    /**
     * Opens it.
     *
     * @param end says when the bridge is to end: a long ledger is not read any further then
     * @param clock the bridge's
     * @param batch is told when all that became durable together is told
     * @throws InterruptedIOException if the bridge is to end
     */
    static BridgeLedger open(Bridge.BridgeParts parts, StopSignal end, Clock clock, EntryOutcome.Batch batch)
            throws IOException, MendableException {
        BridgeSettings.Storage storage = parts.settings().storage();
        LedgerOptions options = new LedgerOptions(
                storage.segmentBytes(),
                parts.settings().limits().pendingQueue(),
                storage.checkpointEvery(),
                parts.bridgeKey(),
                parts.origin(),
                clock,
                batch);
        ReplayMemory memory = new ReplayMemory(parts.settings().freshness(), clock.instant());
        Optional<DatabaseSettings> database = storage.database();
        BridgeLedger opened = database.isEmpty()
                ? inFiles(parts, end, clock, options, memory)
                : inDatabase(parts, clock, options, memory, database.get());
        opened.ledger().notices().forEach(parts.notes());
        return opened;
    }

    private static BridgeLedger inFiles(
            Bridge.BridgeParts parts, StopSignal end, Clock clock, LedgerOptions options, ReplayMemory memory)
            throws IOException, MendableException {
        ModuleStates modules = new ModuleStates();
        ClosedLogRecords closedLogs =
                new ClosedLogRecords(parts.deployment(), Optional.empty(), parts.bridgeKey(), clock);
        QueuedLedger ledger = inFiles(parts, options, entry -> {
            if (entry.seq() % BETWEEN_LOOKS == 0 && end.ask() != StopReason.NONE) {
                throw new InterruptedIOException("told to end while the ledger was read");
            }
            memory.remember(entry);
            modules.remember(entry);
            closedLogs.remember(entry);
        });
        StoreFacts facts = new StoreFacts(
                NodeName.of(parts.host(), parts.deployment()), DeploymentLedger.FILES, Optional.empty(), List.of());
        return new BridgeLedger(
                ledger,
                memory,
                modules,
                closedLogs,
                facts,
                LogCheckpointFiles.of(LedgerFiles.of(parts.deployment()).log()),
                Optional.empty());
    }

    /** Opens it, if it is the one that this host has seen; another one is a critical incident. */
    private static QueuedLedger inFiles(Bridge.BridgeParts parts, LedgerOptions options, EntryIntake intake)
            throws IOException, MendableException {
        Optional<Mark> seen = new HostMemory(new TrustStore(parts.deployment(), parts.host()), true).last();
        try {
            return FileStore.ledger(
                    LedgerFiles.of(parts.deployment()),
                    seen.map(mark -> new Head(mark.size(), mark.head())).orElse(Head.EMPTY),
                    options,
                    intake);
        } catch (DamagedLedgerException e) {
            if (e.wentBack()) {
                DemandedLedger.raiseWentBack(e, parts.deployment(), parts.host(), parts.notes());
            }
            throw e;
        }
    }

    private static BridgeLedger inDatabase(
            Bridge.BridgeParts parts,
            Clock clock,
            LedgerOptions options,
            ReplayMemory memory,
            DatabaseSettings settings)
            throws IOException, MendableException {
        String node = NodeName.of(parts.host(), parts.deployment());
        FreshnessSettings freshness = parts.settings().freshness();
        Database database = Database.of(settings, parts.deployment(), "bridge " + node);
        PostgresStore store = PostgresStore.open(
                database,
                node,
                options,
                SignedCheckpoints.of(PostgresLedger.of(database).checkpoints(), parts.deployment(), parts.origin()),
                new MarkRetention(freshness.replayMemory(), freshness.window(), freshness.payloadsWithoutTimestamp()),
                DemandedLedger.of(database.name(), parts.deployment(), parts.host(), parts.notes()));
        ModuleStates modules = new ModuleStates();
        LedgerRefresh.Intake intake = () -> modules.replace(store.lastEntries());
        boolean opened = false;
        try {
            intake.takeIn();
            opened = true;
        } finally {
            if (!opened) {
                store.close();
            }
        }
        return new BridgeLedger(
                QueuedLedger.over(store, options),
                memory,
                modules,
                new ClosedLogRecords(parts.deployment(), Optional.of(node), parts.bridgeKey(), clock),
                new StoreFacts(node, DeploymentLedger.POSTGRESQL, Optional.of(database.name()), store.notices()),
                PostgresLedger.of(database)
                        .logCheckpoints(parts.settings().log().origin(parts.origin())),
                Optional.of(new LedgerRefresh(intake)));
    }
}
