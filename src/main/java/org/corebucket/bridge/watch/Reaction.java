package org.corebucket.bridge.watch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.incident.Violation;

/**
 * What the watch does about what it saw: it records an incident and, if that puts the emergency stop in force, ends
 * everything that runs.
 */
final class Reaction {

    private final Incidents incidents;
    private final EmergencyStop stop;
    private final List<Stoppable> running;
    private final Consumer<String> notes;

    /**
     * Critical sightings that could not be written to disk yet. As long as there is one, everything that runs is ended
     * again and again.
     */
    private final List<Violation> unrecorded = new ArrayList<>();

    /** What was ended and is not recorded in an incident yet. */
    private final List<String> endedUnrecorded = new ArrayList<>();

    /**
     * The reaction of one watch.
     *
     * @param running what can be ended from outside
     * @param notes takes lines that are to be shown
     */
    Reaction(Deployment deployment, Host host, List<Stoppable> running, Consumer<String> notes) {
        this.incidents = new Incidents(deployment, host);
        this.stop = EmergencyStop.of(deployment, host);
        this.running = List.copyOf(running);
        this.notes = notes;
    }

    /** Shows a line. */
    void say(String line) {
        notes.accept(line);
    }

    /**
     * Records an incident, unless the same one is open. A critical one that can't be recorded is kept in memory:
     * {@link #enforce} acts on it, and tries to record it again.
     */
    Incident raise(Violation seen) throws IOException {
        Incidents.Raised raised;
        try {
            raised = incidents.raise(seen);
        } catch (IOException e) {
            keepInMind(seen);
            throw e;
        }
        unrecorded.removeIf(seen::isSameAs);
        Incident incident = raised.incident();
        if (raised instanceof Incidents.Raised.NewIncident) {
            notes.accept("incident " + incident.id().text() + " ("
                    + incident.violation().severity().text() + "): "
                    + incident.violation().summary());
        }
        return incident;
    }

    private void keepInMind(Violation seen) {
        boolean critical = seen.severity() == Violation.Severity.CRITICAL;
        if (critical && unrecorded.stream().noneMatch(seen::isSameAs) && !isInForce()) {
            unrecorded.add(seen);
        }
    }

    /** Whether a stop is in force; false if that can't be read, and then it is read again at the next try. */
    private boolean isInForce() {
        try {
            return stop.inForce();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether something critical was seen that could not be written to disk yet. */
    boolean isAboutToStop() {
        return !unrecorded.isEmpty();
    }

    /** Adds what was done to an incident. */
    void record(Incident incident, String action) throws IOException {
        try {
            incidents.append(incident.id(), action);
        } catch (LockHeldException e) {
            notes.accept("could not be added to " + incident.id().text() + ", which another process holds: " + action);
        }
    }

    /**
     * Enforces an emergency stop, whoever put it in force: restores its marker and this host's record of it if they
     * have vanished, and ends what runs. Ending needs no disk, so if a stop can't be recorded, everything is ended
     * first: also processes that would end by themselves if they could see the stop, and those that are started while
     * it can't be recorded.
     */
    void enforce() throws IOException {
        if (isAboutToStop()) {
            endedUnrecorded.addAll(end(true));
            record();
        }
        if (!stop.inForce()) {
            return;
        }
        List<String> ended = new ArrayList<>(endedUnrecorded);
        endedUnrecorded.clear();
        ended.addAll(end(false));
        try {
            stop.uphold();
            if (!ended.isEmpty() && !incidents.openCritical().isEmpty()) {
                recordStopped(ended);
            }
        } catch (LockHeldException e) {
            notes.accept(
                    "the incidents are held by another process; what was ended is recorded nowhere else: " + ended);
        }
    }

    private void record() throws IOException {
        for (Violation seen : List.copyOf(unrecorded)) {
            try {
                raise(seen);
            } catch (IOException e) {
                if (!isInForce()) {
                    FileSystemException located = new FileSystemException(
                            "the emergency stop",
                            null,
                            "no disk takes its record, everything is ended all the same: " + IoTrouble.words(e));
                    located.initCause(e);
                    throw located;
                }
                unrecorded.remove(seen);
            }
        }
    }

    private List<String> end(boolean alsoWhatSeesTheStop) {
        List<String> ended = Stoppable.endAll(running, alsoWhatSeesTheStop, notes);
        for (String what : ended) {
            notes.accept("stopped " + what);
        }
        return ended;
    }

    /** Records what was ended in the latest of the incidents that keep the stop in force. */
    private void recordStopped(List<String> ended) throws IOException, LockHeldException {
        List<Incident> open = new ArrayList<>();
        for (IncidentState one : incidents.openCritical()) {
            if (one.content() instanceof IncidentState.IncidentContent.Recorded recorded) {
                open.add(recorded.incident());
            }
        }
        if (!open.isEmpty()) {
            incidents.recordStopped(open.get(open.size() - 1).id(), ended);
        }
    }
}
