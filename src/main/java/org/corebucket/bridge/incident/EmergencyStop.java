package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.jspecify.annotations.Nullable;

/**
 * The emergency stop (CONTRACT 10). It is in force while a critical incident has no resolution by the release key, whether the
 * incident's file is there or only the state outside the deployment remembers it. It is also in force while the marker lies in
 * the root, whoever put it there. So nobody can end it without the release key by removing one of the three.
 */
public final class EmergencyStop implements StopSignal {

    /** How long a process may take to end in order before it is killed. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Deployment deployment;
    private final TrustStore store;
    private final @Nullable InputFile trusted;
    private final StopMarker marker;

    private EmergencyStop(Deployment deployment, Host host, @Nullable InputFile trusted) {
        this.deployment = deployment;
        this.store = new TrustStore(deployment, host);
        this.trusted = trusted;
        this.marker = new StopMarker(deployment, host.clock());
    }

    /** The emergency stop of a deployment, as this host knows it. */
    public static EmergencyStop of(Deployment deployment, Host host) {
        return new EmergencyStop(deployment, host, null);
    }

    /**
     * The emergency stop of a deployment, with the release key to trust.
     *
     * @param trusted the public half to trust, or null for the deployment's own
     */
    public static EmergencyStop trusting(Deployment deployment, Host host, @Nullable InputFile trusted) {
        return new EmergencyStop(deployment, host, trusted);
    }

    /**
     * Whether the stop is in force. While it is, nothing starts. Loops and servers ask this every second, and end if it is. As
     * long as there was never an incident, it costs two calls to the file system and the reading of a small file.
     *
     * @throws IOException if it can't be found out; then nothing may start
     */
    public boolean inForce() throws IOException {
        return marker.exists() || !stopping().isEmpty();
    }

    @Override
    public StopReason ask() throws IOException {
        return inForce() ? StopReason.EMERGENCY : StopReason.NONE;
    }

    /** The incidents that keep the stop in force; none if only a marker does. */
    public List<IncidentState> stopping() throws IOException {
        return isQuiet() ? List.of() : directory().stopping();
    }

    /**
     * Whether there is neither an incident nor the memory of one. That is the usual case, in which a cold start need not load
     * the classes that read incidents.
     */
    private boolean isQuiet() {
        if (!Files.notExists(deployment.incidents(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            TrustState state = store.load();
            return state == null || state.openIncidents().isEmpty();
        } catch (TrustStore.UnusableStateException | IOException e) {
            // The memory can't be read in any other way either; the check {@code seal} reports that.
            return true;
        }
    }

    /** The findings for a report: what keeps the stop in force, and which incidents are gone or altered. */
    public List<Finding> findings() throws IOException {
        List<IncidentState> stopping = stopping();
        boolean marked = marker.exists();
        return stopping.isEmpty() && !marked ? List.of() : StopFindings.of(stopping, marked);
    }

    /** Whether a finding is about the stop, and so goes away with it. */
    public static boolean accountsFor(Finding finding) {
        return finding.code().equals(StopFindings.STOP) || finding.code().equals(StopFindings.WENT_BACK);
    }

    /**
     * Restores the marker and this host's memory of a stop that is in force, if either is missing, and forgets incidents that
     * have been resolved.
     *
     * @throws LockHeldException if another process is at work on the incidents
     */
    @SuppressWarnings("try") // the lock is only held
    public void uphold() throws IOException, LockHeldException {
        if (isQuiet() || isUpheld()) {
            return;
        }
        try (IncidentLock lock = IncidentLock.await(deployment, PATIENCE)) {
            boolean tell = false;
            for (IncidentState one : directory().all()) {
                if (isCertain(one) && !one.remembered() && IncidentId.isId(one.id())) {
                    store.open(one.id());
                } else if (one.isResolved() && one.remembered()) {
                    store.close(one.id());
                }
                tell |= isCertain(one);
            }
            if (tell && !marker.exists()) {
                marker.write(directory().stopping());
            }
        }
    }

    private boolean isUpheld() throws IOException {
        for (IncidentState one : directory().all()) {
            boolean told = !isCertain(one) || (one.remembered() && marker.exists());
            if (!told || (one.isResolved() && one.remembered())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an incident certainly keeps the stop in force. If its resolution is in doubt, that may only be because the wrong key
     * was named; and a file that the disk did not give may be a warning. Neither may leave a lasting trace.
     */
    private static boolean isCertain(IncidentState one) {
        return one.stops()
                && (one.remembered()
                        || (one.closing() instanceof IncidentState.Closing.NotClosed
                                && !(one.content() instanceof IncidentState.IncidentContent.Unread)));
    }

    /** Adds to the marker what was ended because of the stop. */
    public void recordStopped(String what) throws IOException {
        note("stopped: " + what);
    }

    /** Adds to the marker what did not start because of the stop. */
    public void recordNotStarted(String what) throws IOException {
        note("did not start: " + what);
    }

    /** Adds a line. A stop is noticed by its incident, too: then whoever declares it is waited for, who is about to make the marker. */
    private void note(String line) throws IOException {
        if (!marker.exists()) {
            try {
                uphold();
            } catch (LockHeldException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        marker.append(line);
    }

    /**
     * Puts the stop in force for an incident that is on disk: in this host's memory and in the marker. If one of the two writes
     * fails, the other is done all the same.
     */
    void declare(Incident incident) throws IOException {
        try {
            store.open(incident.id().text());
        } finally {
            marker.add(incident);
        }
    }

    /**
     * Repeats {@link #declare} for an incident that was seen again, in case a crash kept it from being completed, or somebody
     * undid it.
     */
    void renew(Incident incident) throws IOException {
        try {
            store.open(incident.id().text());
        } finally {
            if (!marker.exists()) {
                marker.add(incident);
            }
        }
    }

    /**
     * Forgets an incident that was resolved, and removes the marker unless another one is open.
     *
     * @return what still keeps the stop in force
     */
    List<IncidentState> lift(String resolved) throws IOException {
        store.close(resolved);
        List<IncidentState> stopping = directory().stopping();
        if (stopping.isEmpty()) {
            marker.remove();
        } else {
            marker.append("resolved: " + resolved);
        }
        return stopping;
    }

    /** Whether a marker lies in the root. */
    public boolean isMarked() {
        return marker.exists();
    }

    private IncidentDirectory directory() {
        return new IncidentDirectory(deployment, store, trusted);
    }
}
