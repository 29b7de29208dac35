package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The record in files, which one runner has. */
final class SlotLogTest extends SlotsContract {

    @TempDir
    private Path reports;

    @Override
    protected Slots open() throws IOException {
        return SlotLog.open(reports, line -> {});
    }

    @Override
    protected void setClock(Instant time) {
        // It goes by the host's clock.
    }

    @Override
    protected List<String> recorded() throws IOException {
        return RecordedSlots.in(reports).stream().sorted().toList();
    }
}
