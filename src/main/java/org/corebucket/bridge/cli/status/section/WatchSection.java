package org.corebucket.bridge.cli.status.section;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.cli.session.RefusedException;
import org.corebucket.bridge.cli.status.fact.Ago;
import org.corebucket.bridge.cli.status.fact.Facts;
import org.corebucket.bridge.cli.status.fact.Known;
import org.corebucket.bridge.cli.status.fact.Level;
import org.corebucket.bridge.cli.status.fact.Section;
import org.corebucket.bridge.cli.status.fact.Subject;
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.jspecify.annotations.Nullable;

/** Whether somebody watches. */
public final class WatchSection implements Section {

    private static final String START = "bridgectl verify --every 5m";

    private final Subject subject;

    /** A section about a deployment. */
    public WatchSection(Subject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public Facts ask() throws IOException, MalformedJsonException, MalformedPolicyException, RefusedException {
        WatchRecord record = WatchRecord.of(subject.deployment()).orElse(null);
        return record == null ? unwatched() : watched(record);
    }

    private Facts unwatched() throws IOException, MalformedPolicyException, RefusedException {
        boolean required = subject.policy().monitoring().required();
        return required
                ? new Facts(
                        Level.ERROR,
                        List.of("none runs, and the policy demands one"),
                        START,
                        json -> write(null, false, json))
                : new Facts(
                        Level.NONE,
                        List.of("none runs, and the policy demands none"),
                        json -> write(null, false, json));
    }

    private Facts watched(WatchRecord record) {
        boolean late = record.isLate(subject.now());
        String line = (late ? "LATE: " : "") + "process " + record.pid() + " verifies every "
                + DurationText.of(record.interval()) + ", last "
                + Ago.of(record.verified(), subject.now());
        return new Facts(
                late ? Level.ERROR : Level.OK, List.of(line), late ? START : "", json -> write(record, late, json));
    }

    private static void write(@Nullable WatchRecord record, boolean late, JsonWriter json) throws IOException {
        json.field("running", record != null && !late);
        Known.number(json, "pid", record == null ? -1 : record.pid());
        Known.number(json, "interval_s", record == null ? -1 : record.interval().toSeconds());
        Known.time(json, "verified", record == null ? null : record.verified());
    }
}
