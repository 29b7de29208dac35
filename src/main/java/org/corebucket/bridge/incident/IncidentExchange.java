package org.corebucket.bridge.incident;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.incident.Incident.IncidentOrigin;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.incident.SharedIncidents.SharedIncident;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other nodes of the critical incidents here, and takes in theirs (CONTRACT 12): as files, with the marker, and in what
 * this host remembers outside the deployment, so that all else sees a stop as if it had been raised here. A resolution counts
 * when this host's own key verifies it. Nobody here waits for the other nodes: no lock is held while they are asked.
 *
 * <p>What the nodes did about an incident is joined; about what it was they can't differ.
 */
public final class IncidentExchange {

    private static final int MODE = 0640;
    private static final int LARGEST = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Nodes that change the same incident at the same time are rarely in each other's way more than once. */
    private static final int ATTEMPTS = 5;

    private final Deployment deployment;
    private final SharedIncidents shared;
    private final Consumer<String> notes;
    private final TrustStore store;
    private final Incidents incidents;
    private final IncidentDirectory directory;
    private final EmergencyStop stop;
    private final IncidentAudit audit;
    private final StopReserve reserve;

    /** Those whose resolution is here and there. */
    private final Set<String> settled = new HashSet<>();

    /** Those that were put there without an answer. A commit of one's own tells whether they are there for good. */
    private final Set<String> unanswered = new HashSet<>();

    /** Of which resolutions it was said that they don't hold. */
    private final Set<Sha256> refused = new HashSet<>();

    /**
     * The exchange of one node.
     *
     * @param notes takes lines that are to be shown
     */
    public IncidentExchange(Deployment deployment, Host host, SharedIncidents shared, Consumer<String> notes) {
        this.deployment = deployment;
        this.shared = shared;
        this.notes = notes;
        this.store = new TrustStore(deployment, host);
        this.incidents = new Incidents(deployment, host);
        this.directory = new IncidentDirectory(deployment, store, null);
        this.stop = EmergencyStop.of(deployment, host);
        this.audit = new IncidentAudit(deployment, new IncidentOrigin(host.name(), host.userName()));
        this.reserve = new StopReserve(deployment);
    }

    /** Something that the other nodes are to be told of. */
    @FunctionalInterface
    private interface Telling {

        /** Tells; false if another node changed it meanwhile. */
        boolean tell() throws IOException;
    }

    /**
     * Exchanges what is new. When it returns, a stop that was in force here is in force for every node, and the other way around.
     *
     * @throws LockHeldException if another process is at work on the incidents here
     */
    public synchronized void run() throws IOException, LockHeldException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (isExchanged()) {
                return;
            }
        }
        throw new IOException("other nodes change the same incident all the time; it is told again");
    }

    @SuppressWarnings("try") // the lock is only held
    private boolean isExchanged() throws IOException, LockHeldException {
        directory.stopping().forEach(one -> settled.remove(one.id()));
        List<SharedIncident> theirs = shared.read(settled);
        if (theirs.isEmpty() && directory.stopping().isEmpty()) {
            return true;
        }
        List<Telling> tellings = new ArrayList<>();
        try (IncidentLock lock = IncidentLock.await(deployment, PATIENCE)) {
            Set<String> known = new HashSet<>(settled);
            for (SharedIncident one : theirs) {
                takeIn(one, tellings);
                known.add(one.id());
            }
            for (IncidentState one : directory.stopping()) {
                byte[] own = own(one.id());
                if (own != null && !known.contains(one.id()) && one.content() instanceof IncidentContent.Recorded) {
                    tellings.add(() -> put(one.id(), own, null));
                }
            }
        }
        stop.uphold();
        boolean told = true;
        for (Telling each : tellings) {
            told &= each.tell();
        }
        return told;
    }

    private boolean put(String id, byte[] bytes, byte @Nullable [] was) throws IOException {
        unanswered.add(id);
        boolean put = shared.put(id, bytes, was);
        unanswered.remove(id);
        return put;
    }

    private void takeIn(SharedIncident theirs, List<Telling> tellings) throws IOException {
        String id = theirs.id();
        if (!IncidentId.isId(id)) {
            throw new IOException("the nodes share an incident whose id is none: " + OneLine.of(id));
        }
        byte[] own = own(id);
        IncidentState here = incidents.find(id).orElse(null);
        Resolution resolution = verified(theirs, here != null && here.remembered());
        if (resolution != null) {
            if (here == null || !here.isResolved()) {
                close(theirs, own, resolution);
            }
            settled.add(id);
        } else if (here != null && here.isResolved() && own != null) {
            byte[] signed = TreeFiles.read(
                    deployment.incidents(), relative(IncidentDirectory.resolution(deployment, id)), LARGEST);
            tellings.add(() -> shared.settle(id, own, theirs.bytes(), signed));
        } else {
            join(theirs, own, here, tellings);
        }
    }

    /** Takes in one that is resolved. */
    private void close(SharedIncident theirs, byte @Nullable [] own, Resolution resolution) throws IOException {
        if (!Arrays.equals(own, theirs.bytes())) {
            write(IncidentDirectory.file(deployment, theirs.id()), theirs.bytes());
        }
        write(IncidentDirectory.resolution(deployment, theirs.id()), Objects.requireNonNull(theirs.resolution()));
        List<IncidentState> stopping = stop.lift(theirs.id());
        audit.resolved(resolution, !stopping.isEmpty());
        notes.accept("incident " + theirs.id() + " is resolved, by " + OneLine.of(resolution.by())
                + (stopping.isEmpty() ? ": no emergency stop is in force" : ""));
    }

    /** Takes in one that is open, with what was done about it there and here. */
    private void join(
            SharedIncident theirs, byte @Nullable [] own, @Nullable IncidentState here, List<Telling> tellings)
            throws IOException {
        String id = theirs.id();
        byte[] joined = joined(id, own, theirs.bytes());
        if (!Arrays.equals(own, joined)) {
            write(IncidentDirectory.file(deployment, id), joined);
        }
        if (here == null || !here.remembered()) {
            // Whatever its file says: there it stops everything.
            store.open(id);
        }
        if (here == null) {
            Incident incident = read(id, joined);
            if (incident != null) {
                stop.declare(incident);
                audit.raised(incident);
            }
            notes.accept("emergency stop in force, by another node: incident " + id + ": "
                    + (incident == null
                            ? "it can't be read"
                            : OneLine.of(incident.violation().summary())));
        }
        if (!Arrays.equals(theirs.bytes(), joined) || unanswered.contains(id)) {
            tellings.add(() -> put(id, joined, theirs.bytes()));
        }
    }

    private static byte[] joined(String id, byte @Nullable [] own, byte[] theirs) throws IOException {
        Incident here = own == null ? null : read(id, own);
        Incident there = read(id, theirs);
        if (own == null || here == null || !here.isCritical()) {
            return theirs;
        }
        if (there == null || !there.isCritical()) {
            return own;
        }
        Incident joined = there.withActionsOf(here);
        return joined.equals(there) ? theirs : IncidentFile.bytes(joined);
    }

    private static @Nullable Incident read(String id, byte[] bytes) {
        try {
            return IncidentFile.read(bytes, id, id);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    /**
     * The resolution, if it holds.
     *
     * @param remembered whether this host remembers that the incident is open
     */
    private @Nullable Resolution verified(SharedIncident theirs, boolean remembered) {
        byte[] signed = theirs.resolution();
        if (signed == null) {
            return null;
        }
        String problem;
        try {
            Resolution resolution =
                    new Deciders(deployment, store, null).read(signed, "the resolution of " + theirs.id(), remembered);
            if (resolution.incident().equals(theirs.id())
                    && Objects.equals(Sha256.of(theirs.bytes()), resolution.incidentSha256())) {
                return resolution;
            }
            problem = "it is that of another incident";
        } catch (InvalidSignatureException
                | MalformedJsonException
                | TrustedAuthority.NotTrustedException
                | IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (refused.add(Sha256.of(signed))) {
            notes.accept("the database has a resolution of incident " + theirs.id() + " that is refused here: "
                    + problem + "; the emergency stop stays in force");
        }
        return null;
    }

    /**
     * Resolves an incident for all nodes, and then here. If a crash interrupts it, the next exchange completes it.
     *
     * @param seen the incident as it was then
     * @throws IOException if the other nodes can't be told; then it is not resolved
     */
    @SuppressWarnings("try") // the lock is only held
    public synchronized Incidents.Resolving resolve(IncidentState seen, Resolution resolution, Signatory signatory)
            throws IOException, LockHeldException {
        byte[] own;
        byte[] signed;
        try (IncidentLock lock = IncidentLock.await(deployment, PATIENCE)) {
            own = own(seen.id());
            if (own != null && !Objects.equals(Sha256.of(own), seen.digest())) {
                return new Incidents.Resolving.Changed();
            }
            signed = resolution.signed(signatory);
        }
        if (own == null || seen.isResolved() || !IncidentId.isId(seen.id())) {
            return incidents.resolve(seen, resolution, signatory);
        }
        if (!shared.settle(seen.id(), own, own, signed)) {
            return new Incidents.Resolving.Changed();
        }
        run();
        return new Incidents.Resolving.ResolutionDone(directory.stopping());
    }

    /** The bytes of an incident's file; null if there is none. */
    private byte @Nullable [] own(String id) throws IOException {
        try {
            return TreeFiles.read(deployment.incidents(), relative(IncidentDirectory.file(deployment, id)), LARGEST);
        } catch (NoSuchFileException | FileNotFoundException e) {
            return null;
        }
    }

    private String relative(Path file) {
        return deployment.incidents().relativize(file).toString();
    }

    private void write(Path file, byte[] bytes) throws IOException {
        try {
            IncidentDirectory.writer(deployment).write(file, bytes, MODE);
        } catch (IOException e) {
            if (!IoTrouble.isFull(e) || !reserve.release()) {
                throw e;
            }
            IncidentDirectory.writer(deployment).write(file, bytes, MODE);
        }
    }
}
