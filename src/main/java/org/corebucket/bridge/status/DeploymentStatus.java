package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.json.JsonWriter;

/**
 * The state of a deployment at one moment.
 *
 * @param subject the deployment, and the moment
 * @param sections the sections in the order in which an operator looks for them
 */
public record DeploymentStatus(StatusSubject subject, List<SectionAnswer> sections) {

    public DeploymentStatus {
        sections = List.copyOf(sections);
    }

    /**
     * Asks every section.
     *
     * @param bridges gives the bridges, which are asked for their health at once and on threads of their own
     * @param patience how long to wait for their answers
     */
    public static DeploymentStatus ask(
            StatusSubject subject, Callable<List<AddressedBridge>> bridges, Duration patience)
            throws InterruptedException {
        StatusSection bridge = new BridgeSection(bridges, patience, !isStopped(subject));
        return of(subject, List.of(bridge));
    }

    /** Asks every section but that of the bridges, which a bridge can say itself. */
    public static DeploymentStatus withoutBridge(StatusSubject subject) throws InterruptedException {
        return of(subject, List.of());
    }

    private static DeploymentStatus of(StatusSubject subject, List<StatusSection> bridges) throws InterruptedException {
        List<StatusSection> sections = new ArrayList<>(List.of(
                new StopSection(subject),
                new VerifySection(subject),
                new SealSection(subject),
                new WatchSection(subject)));
        sections.addAll(bridges);
        sections.addAll(List.of(
                new OutboxSection(subject, !isStopped(subject)),
                new LedgerSection(subject),
                new HeartbeatsSection(subject),
                new AutomationSection(subject),
                new CertificationSection(subject)));
        AlertSection alerts = new AlertSection(subject);
        if (alerts.isNeeded()) {
            sections.add(alerts);
        }
        ApprovalSection approval = new ApprovalSection(subject);
        if (approval.isNeeded()) {
            sections.add(approval);
        }
        List<SectionAnswer> answers = new ArrayList<>();
        for (StatusSection section : sections) {
            answers.add(SectionAnswer.of(section));
        }
        return new DeploymentStatus(subject, answers);
    }

    private static boolean isStopped(StatusSubject subject) {
        try {
            return EmergencyStop.of(subject.deployment(), subject.host()).inForce();
        } catch (IOException e) {
            // Then starting a bridge is not suggested; the section of the stop says why.
            return true;
        }
    }

    /**
     * Writes the status for programs: an object with one object for each section, by its name. What is not known is
     * null.
     */
    public void write(JsonWriter json) throws IOException {
        json.beginObject();
        writeSubject(json);
        if (subject.settings().isUnverified()) {
            json.strings("options", List.of("unverified"));
        }
        for (SectionAnswer section : sections) {
            section.write(json);
        }
        json.endObject();
    }

    /** Writes the members that say of what the status is, when, and how much it needs attention. */
    private void writeSubject(JsonWriter json) throws IOException {
        Level level = Level.OK;
        for (SectionAnswer section : sections) {
            Level one = section.facts().level();
            level = one.concerns() && one.compareTo(level) > 0 ? one : level;
        }
        json.field("timestamp", UtcTime.of(subject.now()))
                .field("root", subject.deployment().root().toString())
                .field("host", subject.host().name());
        json.knownField("system", subject.system());
        json.field("level", level.text());
    }

    /** Writes the members of an object with the sections as people are shown them, name, level, lines and next, and their facts. */
    void writeForPeople(JsonWriter json) throws IOException {
        writeSubject(json);
        json.beginArray("sections");
        for (SectionAnswer section : sections) {
            json.beginObject()
                    .field("name", section.name())
                    .field("level", section.facts().level().text());
            json.strings("lines", section.facts().lines());
            json.field("next", section.facts().next()).beginObject("facts");
            section.facts().members().writeTo(json);
            json.endObject().endObject();
        }
        json.endArray();
    }
}
