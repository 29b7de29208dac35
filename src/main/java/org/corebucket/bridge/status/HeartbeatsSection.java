package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.bridge.LastHeartbeats;
import org.corebucket.bridge.bridge.LastHeartbeats.Heard;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.TextColumns;
import org.jspecify.annotations.Nullable;

/** When each registered module was last heard, and with which status. */
public final class HeartbeatsSection implements StatusSection {

    private final StatusSubject subject;

    /** A section about a deployment. */
    public HeartbeatsSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "heartbeats";
    }

    /** The state of one module. */
    private record HeartbeatState(String module, @Nullable Heard heard, boolean late, String remark) {

        Level level() {
            if (late) {
                return heard == null ? Level.NONE : Level.WARNING;
            }
            if (heard == null) {
                return Level.NONE;
            }
            String status = heard.status();
            return status.equals("alive") ? Level.OK : status.equals("error") ? Level.ERROR : Level.WARNING;
        }
    }

    @Override
    public SectionFacts ask() throws IOException, MendableException {
        Policy policy = subject.policy();
        Duration maxAge = policy.monitoring().heartbeatMaxAge();
        Set<String> modules = policy.modules().keySet();
        LastHeartbeats last;
        try (LedgerPlace ledger = DeploymentLedger.of(subject.deployment(), subject.seal())) {
            last = LastHeartbeats.of(ledger, ExpectedHeartbeats.at(policy.expectedHeartbeats(modules), subject.now()));
        }
        List<HeartbeatState> states = new ArrayList<>();
        for (String module : modules) {
            Heard heard = last.of(module).orElse(null);
            states.add(new HeartbeatState(module, heard, last.isLate(module), last.remark(module)));
        }
        Level level = level(states, policy.monitoring().required());
        return new SectionFacts(
                level,
                lines(states, last.isWhole()),
                level.concerns() ? "bridgectl heartbeat --check" : "",
                json -> write(states, maxAge, json));
    }

    /**
     * The level of the section. If no module was ever heard the deployment is new, and nothing is wrong, unless the
     * policy requires monitoring.
     */
    private static Level level(List<HeartbeatState> states, boolean required) {
        Level level = states.isEmpty() ? Level.NONE : Level.OK;
        boolean nobody = true;
        for (HeartbeatState state : states) {
            nobody &= state.heard() == null && state.remark().isEmpty();
            level = state.level().compareTo(level) > 0 ? state.level() : level;
        }
        if (required && level != Level.OK) {
            return Level.ERROR;
        }
        return level == Level.NONE && !nobody ? Level.WARNING : level;
    }

    private List<String> lines(List<HeartbeatState> states, boolean whole) {
        int width = 0;
        boolean nobody = true;
        for (HeartbeatState state : states) {
            width = Math.max(width, TextColumns.width(state.module()));
            nobody &= state.heard() == null && state.remark().isEmpty();
        }
        if (nobody) {
            return List.of("no module was heard " + (whole ? "yet" : "lately"));
        }
        List<String> lines = new ArrayList<>();
        for (HeartbeatState state : states) {
            String name = TextColumns.padded(state.module(), width);
            lines.add(name + "  " + words(state, whole) + state.remark());
        }
        return lines;
    }

    private String words(HeartbeatState state, boolean whole) {
        Heard heard = state.heard();
        if (heard == null) {
            return (state.late() ? "LATE, " : "") + (whole ? "never heard" : "not heard for long");
        }
        return (state.late() ? "LATE, last heard " + heard.status() : heard.status()) + " "
                + TimeAgo.of(heard.time(), subject.now());
    }

    private static void write(List<HeartbeatState> states, Duration maxAge, JsonWriter json) throws IOException {
        json.field("max_age_s", maxAge.toSeconds()).beginArray("modules");
        for (HeartbeatState state : states) {
            Heard heard = state.heard();
            json.beginObject().field("module", state.module()).field("late", state.late());
            KnownMembers.time(json, "last_heard", heard == null ? null : heard.time());
            json.knownField("status", heard == null ? "" : heard.status());
            json.endObject();
        }
        json.endArray();
    }
}
