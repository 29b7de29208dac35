package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;
import org.corebucket.bridge.trust.TrustAnchor;
import org.jspecify.annotations.Nullable;

/** Compares a seal with what this user remembers of the deployment on this host, and updates that memory. */
public final class SealMemory {

    /** How far a clock may go back without a finding: clocks that a time server sets jump back a little. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** How old the remembered time must be before it is written anew, so that few verifications write. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Deployment deployment;
    private final TrustStore store;
    private final Clock clock;
    private final boolean readOnly;
    private final boolean required;

    /**
     * The memory of one deployment. If nothing is remembered yet, serial and key are taken on trust.
     *
     * @param readOnly whether nothing may be written, neither in the deployment nor outside
     */
    public SealMemory(Deployment deployment, TrustStore store, Clock clock, boolean readOnly) {
        this(deployment, store, clock, readOnly, false);
    }

    /** The memory that this user has of a deployment on a host. */
    public static SealMemory of(Deployment deployment, Host host, boolean readOnly) {
        return new SealMemory(deployment, new TrustStore(deployment, host), host.clock(), readOnly);
    }

    private SealMemory(Deployment deployment, TrustStore store, Clock clock, boolean readOnly, boolean required) {
        this.deployment = deployment;
        this.store = store;
        this.clock = clock;
        this.readOnly = readOnly;
        this.required = required;
    }

    /** The same memory, for which it is a finding if nothing is remembered. */
    public SealMemory required() {
        return new SealMemory(deployment, store, clock, readOnly, true);
    }

    /** The remedies for a manifest that is gone, or is not the newest. */
    LostManifest lostManifest() {
        return new LostManifest(deployment, store);
    }

    /** The time, in whole seconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** What is remembered; null if nothing, or if that can't be read, which {@link #compare} tells. */
    @Nullable
    TrustState known() {
        try {
            return store.load();
        } catch (TrustStore.UnusableStateException | IOException e) {
            return null;
        }
    }

    /** Finds out whether anything went backwards or changed. If not, and if nothing else is wrong, the memory is updated. */
    void compare(SealedHeader sealed, Authority authority, boolean named, Questions questions) throws IOException {
        TrustState known;
        try {
            known = store.load();
        } catch (TrustStore.UnusableStateException e) {
            questions.fails(SealFindings.stateDamaged(store));
            return;
        } catch (IOException e) {
            questions.fails(SealFindings.stateUnreachable(store, "it can't be read", e));
            return;
        }
        List<Finding> findings = new ArrayList<>();
        if (known == null) {
            findWhatNobodyRemembers(sealed, authority, findings);
        } else {
            findWhatWentBack(known, sealed, authority, findings);
        }
        ClockAcceptance accepted = clock(known, sealed, authority, findings);
        if (accepted != null) {
            questions.holds("the clock was ahead, until " + UtcTime.of(accepted.seenUntil())
                    + "; the release key's holder said so at " + UtcTime.of(accepted.acceptedAt()) + ": "
                    + accepted.reason());
        }
        if (findings.isEmpty() && !questions.anyFailed()) {
            remember(known, accepted, sealed, authority, findings);
        }
        if (known == null && findings.isEmpty()) {
            questions.caution(SealFindings.takenOnTrust(sealed, authority, named, readOnly));
        } else {
            questions.ask(findings, "serial " + sealed.serial() + " is not below what this host has seen before");
        }
    }

    /** Without memory, the baseline may still show that a later seal was made than the one in force. */
    private void findWhatNobodyRemembers(SealedHeader sealed, Authority authority, List<Finding> findings) {
        try {
            long kept = new KeptSeals(deployment).above(sealed, authority);
            if (kept > 0) {
                findings.add(SealFindings.serialBelowKept(
                        kept, sealed.serial(), lostManifest().wayForward(sealed.serial())));
            }
        } catch (IOException e) {
            findings.add(SealFindings.keptUnreadable(e));
        }
        if (required) {
            findings.add(SealFindings.notRemembered(sealed, store));
        }
    }

    private void findWhatWentBack(TrustState known, SealedHeader sealed, Authority authority, List<Finding> findings)
            throws IOException {
        if (!known.deployment().equals(sealed.deployment())) {
            findings.add(SealFindings.deploymentChanged(
                    known.deployment().toString(), sealed.deployment().toString(), store));
        }
        if (authority instanceof Authority.ReleaseKey
                && known.believed() instanceof TrustAnchor.OneKey before
                && sealed.by() instanceof DecidedBy.DecidedByKey by
                && !before.fingerprint().equals(by.fingerprint())) {
            findings.add(SealFindings.keyChanged(before.fingerprint(), by.fingerprint(), store));
        }
        if (sealed.serial() < known.highestSerial()) {
            findings.add(SealFindings.serialTooLow(
                    known.highestSerial(), sealed.serial(), lostManifest().wayForward(sealed.serial())));
        }
    }

    /**
     * The times that lie so far in the future that a difference between clocks does not explain it.
     *
     * @param known what this user remembers; null if nothing
     */
    public Future future(@Nullable TrustState known, SealedHeader sealed) {
        Instant ahead = now().plus(TOLERANCE);
        Instant seen = known != null && known.lastSeen().isAfter(ahead) ? known.lastSeen() : null;
        return new Future(seen, sealed.sealedAt().isAfter(ahead) ? sealed.sealedAt() : null);
    }

    /**
     * The times that lie in the future; each is null if it does not.
     *
     * @param seen the latest time at which this user verified
     * @param sealed when the deployment was sealed
     */
    public record Future(@Nullable Instant seen, @Nullable Instant sealed) {

        /** The later one; null if both are null. */
        public @Nullable Instant latest() {
            if (seen == null || sealed == null) {
                return seen == null ? sealed : seen;
            }
            return seen.isAfter(sealed) ? seen : sealed;
        }
    }

    /** Adds a finding if the clock went back, unless that was accepted. Returns the acceptance that applies, or null. */
    private @Nullable ClockAcceptance clock(
            @Nullable TrustState known, SealedHeader sealed, Authority authority, List<Finding> findings) {
        Future future = future(known, sealed);
        Instant latest = future.latest();
        if (latest == null) {
            return null;
        }
        ClockAcceptance said;
        try {
            said = ClockAcceptance.read(deployment, authority);
        } catch (IOException e) {
            findings.add(SealFindings.acceptanceUnreadable(e));
            return null;
        }
        boolean accepted = said != null
                && said.deployment().equals(sealed.deployment())
                && !latest.isAfter(said.seenUntil())
                && !now().isBefore(said.acceptedAt().minus(TOLERANCE))
                && (future.seen() == null || isNew(said, known));
        if (!accepted) {
            findings.add(SealFindings.clockSetBack(latest.equals(future.seen()), latest, now()));
        }
        return accepted ? said : null;
    }

    /** Whether the memory has not used this acceptance yet: used twice, it would let the clock go back again. */
    private static boolean isNew(ClockAcceptance said, @Nullable TrustState known) {
        Instant before = known == null ? null : known.clockAccepted();
        return before == null || said.acceptedAt().isAfter(before);
    }

    private void remember(
            @Nullable TrustState known,
            @Nullable ClockAcceptance accepted,
            SealedHeader sealed,
            Authority authority,
            List<Finding> findings) {
        Instant now = now();
        boolean wasAhead = accepted != null && future(known, sealed).seen() != null;
        boolean fresh = known != null
                && !wasAhead
                && known.highestSerial() == sealed.serial()
                && known.believed().equals(authority.anchor())
                && known.lastSeen().isAfter(now.minus(FRESH));
        if (readOnly || fresh) {
            return;
        }
        Instant seen = known != null && !wasAhead && known.lastSeen().isAfter(now) ? known.lastSeen() : now;
        TrustState next = new TrustState(sealed.deployment(), authority.anchor(), sealed.serial(), seen);
        try {
            store.save(accepted != null && wasAhead ? next.withClockAccepted(accepted.acceptedAt()) : next);
        } catch (IOException e) {
            findings.add(SealFindings.stateUnwritable(store, e));
        }
    }

    /** Completes an interrupted freeze whose manifest is in force: its seal gets its proper name. */
    @SuppressWarnings("try") // the lock is only held
    void finishFreeze() throws IOException {
        if (readOnly) {
            return;
        }
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            if (Files.exists(deployment.pendingSeal())) {
                DurableFiles.move(deployment.pendingSeal(), deployment.seal());
            }
        } catch (LockHeldException | AccessDeniedException e) {
            // A freeze that is still at work does it itself, or else the next verification by a user who may. The seal
            // holds
            // anyway.
            return;
        }
    }
}
