package org.corebucket.bridge.status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.client.outbox.Depth;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.client.outbox.RejectedUpdate;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.Quoted;

/** How many updates wait to be sent, and how many the bridge has rejected for good. */
public final class OutboxSection implements StatusSection {

    private final StatusSubject subject;
    private final boolean maySend;

    /**
     * A section about a deployment.
     *
     * @param maySend whether to suggest sending: no emergency stop is in force
     */
    public OutboxSection(StatusSubject subject, boolean maySend) {
        this.subject = subject;
        this.maySend = maySend;
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public SectionFacts ask() throws IOException {
        Outbox outbox = Outbox.at(subject.deployment().outbox(), OutboxLimits.STANDARD);
        Depth depth = outbox.depth();
        boolean waits = depth.total() > 0;
        List<String> lines = new ArrayList<>();
        lines.add(waits ? waiting(depth) : "empty");
        for (Map.Entry<String, String> module : depth.missing().entrySet()) {
            lines.add(Quoted.printable(module.getKey()) + ": " + module.getValue());
        }
        if (depth.rejected() > 0) {
            lines.add(depth.rejected() + " rejected, in outbox/rejected/");
            for (RejectedUpdate last : outbox.rejected(1)) {
                lines.add("last of " + last.module() + ": " + last.reason());
            }
        }
        boolean wrong = depth.rejected() > 0 || !depth.missing().isEmpty();
        Level level = wrong ? Level.ERROR : waits ? Level.WARNING : Level.OK;
        return new SectionFacts(
                level, lines, waits && maySend ? "bridgectl sync --drain" : "", json -> write(depth, json));
    }

    private String waiting(Depth depth) {
        StringBuilder line = new StringBuilder();
        line.append(depth.total()).append(depth.total() == 1 ? " update waits" : " updates wait");
        depth.oldest()
                .ifPresent(oldest -> line.append(", the oldest queued ").append(TimeAgo.of(oldest, subject.now())));
        String separator = ": ";
        for (Map.Entry<String, Long> module : depth.waiting().entrySet()) {
            line.append(separator)
                    .append(Quoted.printable(module.getKey()))
                    .append(' ')
                    .append(module.getValue());
            separator = ", ";
        }
        return line.toString();
    }

    private static void write(Depth depth, JsonWriter json) throws IOException {
        json.field("waiting", depth.total()).field("rejected", depth.rejected()).field("bytes", depth.bytes());
        KnownMembers.time(json, "oldest", depth.oldest().orElse(null));
        json.beginObject("waiting_by_module");
        for (Map.Entry<String, Long> module : depth.waiting().entrySet()) {
            json.field(module.getKey(), module.getValue());
        }
        json.endObject();
        json.beginObject("missing_by_module");
        for (Map.Entry<String, String> module : depth.missing().entrySet()) {
            json.field(module.getKey(), module.getValue());
        }
        json.endObject();
    }
}
