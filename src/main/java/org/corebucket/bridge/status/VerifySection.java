package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.logs.LastReady;
import org.corebucket.bridge.logs.RecordedVerification;
import org.jspecify.annotations.Nullable;

/** The verdict of the last verification, as the audit log records it. */
public final class VerifySection implements StatusSection {

    private static final String VERIFY = "bridgectl verify";

    private final StatusSubject subject;

    /** A section about a deployment. */
    public VerifySection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public SectionFacts ask() throws IOException {
        RecordedVerification last =
                RecordedVerification.last(subject.deployment().auditLog()).orElse(null);
        if (last == null) {
            return new SectionFacts(
                    Level.WARNING, List.of("never verified here"), VERIFY, json -> write(null, null, json));
        }
        Instant lastReady = LastReady.in(subject.deployment().auditLog()).orElse(null);
        boolean good = last.ready() && !last.partial();
        List<String> lines = new ArrayList<>();
        lines.add((last.ready() ? "READY" : "BLOCKED")
                + (last.partial() ? " (PARTIAL)" : "")
                + (last.score() < 0 ? "" : ", " + last.score() + "%") + ", "
                + TimeAgo.withTime(last.time(), subject.now()));
        if (!good) {
            lines.add(
                    lastReady == null
                            ? "never found READY as a whole"
                            : "last READY as a whole " + TimeAgo.withTime(lastReady, subject.now()));
        }
        lines.addAll(last.warnings());
        boolean quiet = good && last.warnings().isEmpty();
        Level level = quiet ? Level.OK : last.ready() ? Level.WARNING : Level.ERROR;
        return new SectionFacts(level, lines, quiet ? "" : VERIFY, json -> write(last, lastReady, json));
    }

    private static void write(@Nullable RecordedVerification last, @Nullable Instant lastReady, JsonWriter json)
            throws IOException {
        KnownMembers.time(json, "timestamp", last == null ? null : last.time());
        json.knownField("system_status", last == null ? "" : last.ready() ? "READY" : "BLOCKED");
        KnownMembers.number(json, "readiness_score", last == null ? -1 : last.score());
        KnownMembers.number(json, "exit_code", last == null ? -1 : last.exitCode());
        json.field("partial", last != null && last.partial());
        json.strings("warnings", last == null ? List.of() : last.warnings());
        KnownMembers.time(json, "last_ready", lastReady);
    }
}
