package org.corebucket.bridge.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.automation.schedule.SlotsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The record in the database does for a runner that is alone what files do. */
final class SharedSlotsTest extends SlotsContract {

    private SlotDatabase database;

    @BeforeEach
    void make() throws Exception {
        database = new SlotDatabase();
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Override
    protected Slots open() throws Exception {
        return database.open("node-001", "host", this::nanos, new ArrayList<>());
    }

    @Override
    protected void setClock(Instant time) throws Exception {
        database.setClock(time);
    }

    @Override
    protected List<String> recorded() throws Exception {
        return database.rows("SELECT to_char(due AT TIME ZONE 'UTC', 'HH24:MI') || ' ' || state FROM slot"
                + " WHERE state IS NOT NULL ORDER BY due");
    }
}
