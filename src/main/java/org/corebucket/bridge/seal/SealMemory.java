package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.jspecify.annotations.Nullable;

/** Compares a seal with what this host remembers of the deployment, and remembers what is new. */
public final class SealMemory {

    /** Clocks that are set by a time server jump back a little; this much is no finding. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** How old the remembered time may get before it is written anew, so that a verification seldom writes. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Deployment deployment;
    private final TrustStore store;
    private final Clock clock;
    private final boolean readOnly;

    /**
     * The memory of one deployment.
     *
     * @param readOnly whether nothing may be written, neither in the deployment nor outside
     */
    public SealMemory(Deployment deployment, TrustStore store, Clock clock, boolean readOnly) {
        this.deployment = deployment;
        this.store = store;
        this.clock = clock;
        this.readOnly = readOnly;
    }

    /** The time, in whole seconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Asks whether anything went backwards or changed; if nothing did, and nothing else is wrong, remembers what is newer. */
    void compare(SealedHeader sealed, boolean keyNamed, Questions questions) throws IOException {
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
        if (known != null) {
            findWhatWentBack(known, sealed, findings);
        }
        findClockBack(sealed.sealedAt(), findings);
        if (findings.isEmpty() && !questions.anyFailed()) {
            remember(known, sealed, findings);
        }
        if (known == null && findings.isEmpty()) {
            questions.caution(SealFindings.takenOnTrust(sealed, keyNamed, readOnly));
        } else {
            questions.ask(findings, "serial " + sealed.serial() + " is not below what this host has seen before");
        }
    }

    private void findWhatWentBack(TrustState known, SealedHeader sealed, List<Finding> findings) {
        if (!known.deployment().equals(sealed.deployment())) {
            findings.add(SealFindings.deploymentChanged(
                    known.deployment().toString(), sealed.deployment().toString(), store));
        }
        if (!known.releaseKey().equals(sealed.key())) {
            findings.add(SealFindings.keyChanged(known.releaseKey(), sealed.key(), store));
        }
        if (sealed.serial() < known.highestSerial()) {
            findings.add(SealFindings.serialTooLow(known.highestSerial(), sealed.serial()));
        }
        findClockBack(known.lastSeen(), findings);
    }

    private void findClockBack(Instant past, List<Finding> findings) {
        Instant now = now();
        if (now.isBefore(past.minus(TOLERANCE))) {
            findings.add(SealFindings.clockSetBack(past, now));
        }
    }

    private void remember(@Nullable TrustState known, SealedHeader sealed, List<Finding> findings) {
        Instant now = now();
        boolean fresh = known != null
                && known.highestSerial() == sealed.serial()
                && known.lastSeen().isAfter(now.minus(FRESH));
        if (readOnly || fresh) {
            return;
        }
        Instant seen = known != null && known.lastSeen().isAfter(now) ? known.lastSeen() : now;
        try {
            store.save(new TrustState(sealed.deployment(), sealed.key(), sealed.serial(), seen));
        } catch (IOException e) {
            findings.add(SealFindings.stateUnreachable(store, "it can't be written", e));
        }
    }

    /** Ends what an interrupted freeze began: its manifest is in force, so its seal takes its proper name. */
    @SuppressWarnings("try") // the lock is only held
    void finishFreeze() throws IOException {
        if (readOnly) {
            return;
        }
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            if (Files.exists(deployment.pendingSeal())) {
                Files.move(deployment.pendingSeal(), deployment.seal(), StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.syncDirectory(deployment.path("manifests"));
            }
        } catch (LockHeldException | AccessDeniedException e) {
            // The freeze that is still at work ends it itself, or the next one by a user who may. The seal holds
            // anyway.
            return;
        }
    }
}
