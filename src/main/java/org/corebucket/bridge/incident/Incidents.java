package org.corebucket.bridge.incident;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.incident.Incident.IncidentAction;
import org.corebucket.bridge.incident.Incident.IncidentOrigin;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.logs.LastReady;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.trust.DecidedBy;
import org.jspecify.annotations.Nullable;

/**
 * Raises, extends, finds and resolves the incidents of a deployment. A critical one puts the emergency stop in force before
 * anything else happens. The order of the writes is such that a crash between any two leaves either nothing or a stop in force.
 */
public final class Incidents {

    private static final int MODE = 0640;
    private static final String SEEN_AGAIN = "seen again";

    /** How long an acknowledged violation may not have been seen and still count as the same one when it is seen again. */
    private static final Duration SAME_THING = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The outcome of raising an incident. */
    public sealed interface Raised {

        /** The incident, as it is on disk. */
        Incident incident();

        /** It is new. */
        record NewIncident(Incident incident) implements Raised {}

        /** The same violation has an incident already, which now records that it was seen again. */
        record KnownIncident(Incident incident) implements Raised {}
    }

    /** The outcome of resolving an incident. */
    public sealed interface Resolving {

        /**
         * It is resolved.
         *
         * @param stopping the incidents that still keep the emergency stop in force; if there are none, the stop has ended
         */
        record ResolutionDone(List<IncidentState> stopping) implements Resolving {
            public ResolutionDone {
                stopping = List.copyOf(stopping);
            }
        }

        /**
         * It is not resolved, since it has changed since the caller looked at it: it was seen again, or an action was added.
         */
        record Changed() implements Resolving {}
    }

    private final Deployment deployment;
    private final Clock clock;
    private final EmergencyStop stop;
    private final IncidentDirectory directory;
    private final IncidentOrigin origin;
    private final IncidentAudit audit;
    private final StopReserve reserve;
    private final Duration patience;

    /** The incidents of one deployment. New ones are raised by this user at this host. */
    public Incidents(Deployment deployment, Host host) {
        this(deployment, host, PATIENCE);
    }

    Incidents(Deployment deployment, Host host, Duration patience) {
        this.deployment = deployment;
        this.clock = host.clock();
        this.stop = EmergencyStop.of(deployment, host);
        this.directory = new IncidentDirectory(deployment, new TrustStore(deployment, host), null);
        this.origin = new IncidentOrigin(host.name(), host.userName());
        this.audit = new IncidentAudit(deployment, origin);
        this.reserve = new StopReserve(deployment);
        this.patience = patience;
    }

    /**
     * Records a violation, durably; a critical one puts the emergency stop in force. While an incident is open, the same
     * violation makes no second one. If another process holds the lock for too long, the violation is recorded without it. If
     * the disk is full, a critical one uses the {@link StopReserve}.
     *
     * @throws IOException if something could not be written; what was written is in force all the same
     */
    public Raised raise(Violation seen) throws IOException {
        try {
            return record(seen);
        } catch (IOException e) {
            boolean room = seen.severity() == Violation.Severity.CRITICAL && IoTrouble.isFull(e) && reserve.release();
            if (!room) {
                throw e;
            }
            return record(seen);
        }
    }

    @SuppressWarnings("try") // the lock is only held
    private Raised record(Violation seen) throws IOException {
        try (IncidentLock lock = IncidentLock.awaitOrGoOn(deployment, patience)) {
            Incident known = open(seen);
            if (known != null) {
                Incident again = known.with(new IncidentAction(now(), SEEN_AGAIN));
                write(again);
                if (again.isCritical()) {
                    stop.renew(again);
                }
                return new Raised.KnownIncident(again);
            }
            Incident incident = incident(seen);
            write(incident);
            if (incident.isCritical()) {
                stop.declare(incident);
            }
            audit.raised(incident);
            return new Raised.NewIncident(incident);
        }
    }

    private @Nullable Incident open(Violation seen) throws IOException {
        for (IncidentState one : directory.all()) {
            if (!one.isResolved()
                    && one.content() instanceof IncidentContent.Recorded recorded
                    && recorded.incident().violation().isSameAs(seen)
                    && (one.isOpen() || goesOn(recorded.incident()))) {
                return recorded.incident();
            }
        }
        return null;
    }

    /** Whether an acknowledged incident was last seen within a day, so that it is the same violation. */
    private boolean goesOn(Incident acknowledged) {
        Instant last = acknowledged.time();
        for (IncidentAction action : acknowledged.actions()) {
            if (action.text().equals(SEEN_AGAIN)) {
                last = action.time();
            }
        }
        return last.isAfter(now().minus(SAME_THING));
    }

    private Incident incident(Violation seen) throws IOException {
        Instant now = now();
        IncidentId id = IncidentId.of(now, ThreadLocalRandom.current().nextInt());
        Instant good = LastReady.in(deployment.auditLog()).orElse(null);
        return new Incident(id, now, seen, good, List.of(), origin);
    }

    private void write(Incident incident) throws IOException {
        String id = incident.id().text();
        IncidentDirectory.writer(deployment)
                .write(IncidentDirectory.file(deployment, id), IncidentFile.bytes(incident), MODE);
    }

    /**
     * Adds an action to an incident, unless the incident is resolved, since a resolution signs it as it is.
     *
     * @return whether it was added
     * @throws LockHeldException if another process is at work on the incidents
     */
    @SuppressWarnings("try") // the lock is only held
    public boolean append(IncidentId id, String text) throws IOException, LockHeldException {
        try (IncidentLock lock = IncidentLock.await(deployment, patience)) {
            IncidentState one = find(id.text()).orElse(null);
            if (one == null
                    || one.isResolved()
                    || !(one.requireRead().content() instanceof IncidentContent.Recorded recorded)) {
                return false;
            }
            write(recorded.incident().with(new IncidentAction(now(), text)));
            return true;
        }
    }

    /**
     * Acknowledges a warning, durably. If a crash interrupts it, doing it again completes it.
     *
     * @param reason what the user states as the reason
     * @return whether it was acknowledged: a critical incident is not, since only the release key resolves it
     * @throws LockHeldException if another process is at work on the incidents
     */
    @SuppressWarnings("try") // the lock is only held
    public boolean acknowledge(String id, String reason) throws IOException, LockHeldException {
        try (IncidentLock lock = IncidentLock.await(deployment, patience)) {
            IncidentState one = find(id).orElse(null);
            if (one == null || one.requireRead().isCritical()) {
                return false;
            }
            Acknowledgement made = new Acknowledgement(id, reason, now(), origin.text());
            IncidentDirectory.writer(deployment)
                    .write(IncidentDirectory.acknowledgement(deployment, id), made.bytes(), MODE);
            audit.acknowledged(made);
            return true;
        }
    }

    /** Records in the incident, the marker and the audit log what was ended because of an incident. */
    public void recordStopped(IncidentId id, List<String> ended) throws IOException, LockHeldException {
        for (String what : ended) {
            append(id, "stopped " + what);
            stop.recordStopped(what);
        }
        audit.stopped(id.text(), now(), ended);
    }

    /** All incidents, sorted by id and so by time, including those whose files are unreadable or gone. */
    public List<IncidentState> all() throws IOException {
        return directory.all();
    }

    /** The incident with this id. */
    public Optional<IncidentState> find(String id) throws IOException {
        for (IncidentState one : directory.all()) {
            if (one.id().equals(id) && id.indexOf('/') < 0) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** The open critical incidents, which keep the emergency stop in force. */
    public List<IncidentState> openCritical() throws IOException {
        return directory.stopping();
    }

    /**
     * Resolves an incident. The emergency stop ends unless another critical incident is open. If a crash interrupts it, doing
     * it again completes it. The caller must have found out whether the deployment is sound again.
     *
     * @param seen the incident as it was then
     * @param resolution what is decided about it, as it was then
     * @param signatory who signs the resolution
     * @throws LockHeldException if another process is at work on the incidents
     */
    @SuppressWarnings("try") // the lock is only held
    public Resolving resolve(IncidentState seen, Resolution resolution, Signatory signatory)
            throws IOException, LockHeldException {
        try (IncidentLock lock = IncidentLock.await(deployment, patience)) {
            IncidentState now = find(seen.id()).orElse(null);
            if (now != null && !Objects.equals(now.requireRead().digest(), seen.digest())) {
                return new Resolving.Changed();
            }
            if (now == null || !now.isResolved()) {
                IncidentDirectory.writer(deployment)
                        .write(IncidentDirectory.resolution(deployment, seen.id()), resolution.signed(signatory), MODE);
            }
            List<IncidentState> stopping = stop.lift(seen.id());
            audit.resolved(resolution, !stopping.isEmpty());
            return new Resolving.ResolutionDone(stopping);
        }
    }

    /** What those who may decide sign about an incident as it was seen. */
    public Resolution resolution(IncidentState seen, String reason, DecidedBy by) {
        return new Resolution(seen.id(), seen.digest(), reason, now(), origin.text(), by);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
