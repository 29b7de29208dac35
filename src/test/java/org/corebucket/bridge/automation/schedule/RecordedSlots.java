package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a runner wrote into {@code slots.jsonl}. */
final class RecordedSlots {

    private RecordedSlots() {}

    /** Each line of the file as time of day and state, like {@code 08:10 missed}, in their order. */
    static List<String> in(Path reports) throws IOException {
        return Files.readAllLines(reports.resolve(SlotLog.FILE)).stream()
                .map(line -> Slot.parse(line).orElseThrow())
                .map(slot -> slot.due().toString().substring(11, 16) + " "
                        + slot.state().text())
                .toList();
    }
}
