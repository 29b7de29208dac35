package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Whether an emergency stop is in force, and which incidents are open. */
public final class StopSection implements StatusSection {

    private static final int MOST_SHOWN = 3;
    private static final String LIST = "bridgectl incident list";

    private final StatusSubject subject;

    /** A section about a deployment. */
    public StopSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public SectionFacts ask() throws IOException {
        boolean inForce = EmergencyStop.of(subject.deployment(), subject.host()).inForce();
        List<IncidentState> open = new ArrayList<>();
        for (IncidentState one : new Incidents(subject.deployment(), subject.host()).all()) {
            if (one.isOpen()) {
                open.add(one);
            }
        }
        open.sort(IncidentState.BY_URGENCY);
        Level level = inForce ? Level.ERROR : open.isEmpty() ? Level.OK : Level.WARNING;
        return new SectionFacts(level, lines(inForce, open), next(inForce, open), json -> write(inForce, open, json));
    }

    private static List<String> lines(boolean inForce, List<IncidentState> open) {
        List<String> lines = new ArrayList<>();
        String count =
                open.isEmpty() ? "no open incident" : open.size() + " open incident" + (open.size() == 1 ? "" : "s");
        lines.add((inForce ? "EMERGENCY STOP IN FORCE, " : "none in force, ") + count);
        if (inForce && open.isEmpty()) {
            lines.add("EMERGENCY_SHUTDOWN.marker lies in the root, and no open incident accounts for it");
        }
        for (IncidentState one : open.subList(0, Math.min(MOST_SHOWN, open.size()))) {
            lines.add(one.id() + (one.isCritical() ? " (critical): " : ": ") + one.summary());
        }
        if (open.size() > MOST_SHOWN) {
            lines.add("... and " + (open.size() - MOST_SHOWN) + " more");
        }
        return lines;
    }

    private static String next(boolean inForce, List<IncidentState> open) {
        if (open.isEmpty()) {
            return inForce ? "bridgectl verify --check safeguards" : "";
        }
        boolean named = open.size() == 1 && open.get(0).id().indexOf('/') < 0;
        return named ? "bridgectl incident show " + open.get(0).id() : LIST;
    }

    private static void write(boolean inForce, List<IncidentState> open, JsonWriter json) throws IOException {
        json.field("in_force", inForce).beginArray("open_incidents");
        for (IncidentState one : open) {
            json.beginObject()
                    .field("id", one.id())
                    .field("critical", one.isCritical())
                    .field("summary", one.summary());
            KnownMembers.time(json, "timestamp", time(one));
            json.strings("remedies", remedies(one)).endObject();
        }
        json.endArray();
    }

    /** What to do: what each finding of the incident asks for, each once, and then how it is closed. */
    private static List<String> remedies(IncidentState one) {
        Set<String> remedies = new LinkedHashSet<>();
        if (one.content() instanceof IncidentState.IncidentContent.Recorded recorded) {
            for (Violation.ViolationFinding finding :
                    recorded.incident().violation().findings()) {
                if (!finding.remedy().isEmpty() && remedies.size() < MOST_SHOWN) {
                    remedies.add(finding.remedy());
                }
            }
        }
        remedies.add(one.remedy());
        return List.copyOf(remedies);
    }

    private static @Nullable Instant time(IncidentState one) {
        return one.content() instanceof IncidentState.IncidentContent.Recorded recorded
                ? recorded.incident().time()
                : null;
    }
}
