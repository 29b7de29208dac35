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
 * The emergency stop (CONTRACT 10). It is in force while a critical incident has no resolution by the release key: one
 * whose file is there, or one that the state outside the deployment remembers; and while the marker lies in the root,
 * whoever put it there. So it takes all three, and the key, to end it.
 */
public final class EmergencyStop implements StopSignal {

    /** How long whoever is stopped has to end in order, before it is ended. */
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

    /** That of a deployment, as this host knows it. */
    public static EmergencyStop of(Deployment deployment, Host host) {
        return new EmergencyStop(deployment, host, null);
    }

    /**
     * That of a deployment whose release key is named.
     *
     * @param trusted the public half to trust, or null for the deployment's own
     */
    public static EmergencyStop trusting(Deployment deployment, Host host, @Nullable InputFile trusted) {
        return new EmergencyStop(deployment, host, trusted);
    }

    /**
     * Whether it is in force. Nothing starts then, and what loops or serves asks this every second, and ends. Costs two
     * questions of the file system and a small file as long as nothing ever happened.
     *
     * @throws IOException if it can't be found out, which is no permission to start
     */
    public boolean inForce() throws IOException {
        return marker.exists() || !stopping().isEmpty();
    }

    @Override
    public StopReason ask() throws IOException {
        return inForce() ? StopReason.EMERGENCY : StopReason.NONE;
    }

    /** What keeps it in force; nothing also while a marker alone does. */
    public List<Case> stopping() throws IOException {
        return isQuiet() ? List.of() : cases().stopping();
    }

    /**
     * Whether there is neither an incident nor the memory of one: so it nearly always is, and then a cold start loads
     * nothing of what reads them.
     */
    private boolean isQuiet() {
        if (!Files.notExists(deployment.incidents(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            TrustState state = store.load();
            return state == null || state.openIncidents().isEmpty();
        } catch (TrustStore.UnusableStateException | IOException e) {
            // What it remembers can't be asked in any other way either; the seal's check finds it.
            return true;
        }
    }

    /** The same for a report: what speaks against starting anything, and what went back. */
    public List<Finding> findings() throws IOException {
        List<Case> stopping = stopping();
        boolean marked = marker.exists();
        return stopping.isEmpty() && !marked ? List.of() : StopFindings.of(stopping, marked);
    }

    /** Whether a report's finding is one of these, and so ends with the stop itself. */
    public static boolean accountsFor(Finding finding) {
        return finding.code().equals(StopFindings.STOP) || finding.code().equals(StopFindings.WENT_BACK);
    }

    /**
     * Puts back what tells of a stop that is in force, the marker and what this host remembers, if either vanished; and
     * forgets what has been resolved.
     *
     * @throws LockHeldException if another process is at it
     */
    @SuppressWarnings("try") // the lock is only held
    public void uphold() throws IOException, LockHeldException {
        if (isQuiet() || isUpheld()) {
            return;
        }
        try (IncidentLock lock = IncidentLock.await(deployment, PATIENCE)) {
            boolean tell = false;
            for (Case one : cases().all()) {
                if (isCertain(one) && !one.remembered() && IncidentId.isId(one.id())) {
                    store.open(one.id());
                } else if (one.isResolved() && one.remembered()) {
                    store.close(one.id());
                }
                tell |= isCertain(one);
            }
            if (tell && !marker.exists()) {
                marker.write(cases().stopping());
            }
        }
    }

    private boolean isUpheld() throws IOException {
        for (Case one : cases().all()) {
            boolean told = !isCertain(one) || (one.remembered() && marker.exists());
            if (!told || (one.isResolved() && one.remembered())) {
                return false;
            }
        }
        return true;
    }

    /**
     * A resolution may only be doubtful because the wrong key was named, and a file that the disk does not give may be a
     * warning: that must leave nothing behind.
     */
    private static boolean isCertain(Case one) {
        return one.stops()
                && (one.remembered()
                        || (one.closing() instanceof Case.Closing.NotClosed
                                && !(one.content() instanceof Case.CaseContent.Unread)));
    }

    /** Notes in the marker what was ended because of the stop. */
    public void recordStopped(String what) throws IOException {
        marker.append("stopped: " + what);
    }

    /** Notes in the marker what did not start because of the stop. */
    public void recordNotStarted(String what) throws IOException {
        marker.append("did not start: " + what);
    }

    /** Puts it in force for an incident that is on disk. Should one of the two writes fail, the other is done. */
    void declare(Incident incident) throws IOException {
        try {
            store.open(incident.id().text());
        } finally {
            marker.add(incident);
        }
    }

    /** Does what a crash, or somebody since, left undone or undid of {@link #declare}. */
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
    List<Case> lift(String resolved) throws IOException {
        store.close(resolved);
        List<Case> stopping = cases().stopping();
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

    private Cases cases() {
        return new Cases(deployment, store, trusted);
    }
}
