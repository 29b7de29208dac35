package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.schedule.SlotPlace;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.ServerCheck;

/** The records of due times in the database, which the runners of several hosts share. */
public final class SharedSlotPlace implements SlotPlace, Closeable {

    private final SlotConnection database;
    private final String host;
    private final LongSupplier nanos;

    /**
     * Those of this host's runner.
     *
     * @param database is not asked before a record is used
     * @param known what a server must have before anything is recorded there
     * @param host what this host is called among the nodes of the cluster
     * @param nanos a monotonic clock like {@link System#nanoTime}
     */
    public SharedSlotPlace(Database database, ServerCheck known, String host, LongSupplier nanos) {
        this.database = new SlotConnection(database, known, nanos);
        this.host = host;
        this.nanos = nanos;
    }

    @Override
    public Slots open(String node, Path reports, Consumer<String> told) {
        return new SharedSlots(database, node, host, nanos, told);
    }

    @Override
    public void close() {
        database.close();
    }
}
