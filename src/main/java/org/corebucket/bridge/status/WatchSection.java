package org.corebucket.bridge.status;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/** Whether a watch runs, and when it last verified. */
public final class WatchSection implements StatusSection {

    private static final String START = "bridgectl verify --every 5m";

    private final StatusSubject subject;

    /** A section about a deployment. */
    public WatchSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public SectionFacts ask() throws IOException, MendableException {
        WatchRecord record = WatchRecord.of(subject.deployment()).orElse(null);
        return record == null ? unwatched() : watched(record);
    }

    private SectionFacts unwatched() throws IOException, MalformedPolicyException, RefusedException {
        boolean required = subject.policy().monitoring().required();
        return required
                ? new SectionFacts(
                        Level.ERROR,
                        List.of("none runs, and the policy demands one"),
                        START,
                        json -> write(null, false, json))
                : new SectionFacts(
                        Level.NONE,
                        List.of("none runs, and the policy demands none"),
                        json -> write(null, false, json));
    }

    private SectionFacts watched(WatchRecord record) {
        boolean late = record.isLate(subject.now());
        String line = (late ? "LATE: " : "") + "process " + record.pid() + " verifies every "
                + DurationText.of(record.interval()) + ", last "
                + TimeAgo.of(record.verified(), subject.now());
        return new SectionFacts(
                late ? Level.ERROR : Level.OK, List.of(line), late ? START : "", json -> write(record, late, json));
    }

    private static void write(@Nullable WatchRecord record, boolean late, JsonWriter json) throws IOException {
        json.field("running", record != null && !late);
        KnownMembers.number(json, "pid", record == null ? -1 : record.pid());
        KnownMembers.number(
                json, "interval_s", record == null ? -1 : record.interval().toSeconds());
        KnownMembers.time(json, "verified", record == null ? null : record.verified());
    }
}
