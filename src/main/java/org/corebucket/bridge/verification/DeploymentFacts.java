package org.corebucket.bridge.verification;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.automation.RunReports;
import org.corebucket.bridge.certificate.Certificate.LastRun;
import org.corebucket.bridge.certificate.Certificate.LedgerMark;
import org.corebucket.bridge.certificate.Certificate.LogMark;
import org.corebucket.bridge.certificate.Certificate.OutboxDepth;
import org.corebucket.bridge.certificate.Certificate.Sealed;
import org.corebucket.bridge.certificate.Certificate.WitnessTime;
import org.corebucket.bridge.client.outbox.Depth;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate states of a deployment besides its report.
 *
 * @param deployment the deployment's id
 * @param seal the header of its manifest
 * @param sealed the digests of manifest and policy, and the serial
 * @param ledger the ledger's size and head, as far as they were verified
 * @param log the last checkpoint of the ledger's log that counts no more than that
 * @param lastRuns the last run of each job
 * @param outbox how many updates wait, and how many were rejected
 */
record DeploymentFacts(
        UUID deployment,
        SealedHeader seal,
        Sealed sealed,
        LedgerMark ledger,
        Optional<LogMark> log,
        List<LastRun> lastRuns,
        OutboxDepth outbox) {

    DeploymentFacts {
        lastRuns = List.copyOf(lastRuns);
    }

    /**
     * The facts as of now, just after a verification that was READY.
     *
     * @throws RefusedException if the deployment has changed since
     * @throws MendableException if the ledger or its log can't be read as the descriptor says
     */
    static DeploymentFacts of(Host host, Deployment deployment, @Nullable InputFile trust)
            throws IOException, MendableException {
        SealVerdict verdict = SealVerifier.readOnly(deployment, host, trust);
        SealedHeader header = verdict.header().orElse(null);
        if (!verdict.isTrusted() || header == null) {
            throw changed(
                    verdict.findings().isEmpty()
                            ? "its manifest has no header"
                            : verdict.findings().get(0).message());
        }
        LedgerMark ledger = ledger(new TrustStore(deployment, host));
        return new DeploymentFacts(
                header.deployment(),
                header,
                sealed(verdict, header),
                ledger,
                log(deployment, verdict, header.deployment(), ledger.size()),
                lastRuns(deployment),
                outbox(deployment));
    }

    private static RefusedException changed(String how) {
        return new RefusedException("the deployment is not what was just verified: " + OneLine.of(how)
                + "\nRun it again: bridgectl certify");
    }

    private static Sealed sealed(SealVerdict verdict, SealedHeader header) throws RefusedException {
        Manifest manifest = verdict.manifest().orElseThrow();
        Sha256 policy = manifest.digestOf(Deployment.POLICY)
                .orElseThrow(() -> changed("its manifest does not list " + Deployment.POLICY));
        return new Sealed(manifest.digest(), header.serial(), policy);
    }

    /**
     * The ledger that the verification found sound, and that this host has remembered since. Later entries are not
     * certified.
     */
    private static LedgerMark ledger(TrustStore store) throws IOException, RefusedException {
        try {
            TrustState state = store.load();
            TrustState.SeenLedger seen = state == null ? null : state.ledger();
            return seen == null
                    ? new LedgerMark(0, Optional.empty())
                    : new LedgerMark(seen.size(), Optional.of(Sha256.parse(seen.head())));
        } catch (TrustStore.UnusableStateException e) {
            throw changed(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<LogMark> log(Deployment deployment, SealVerdict seal, UUID id, long size)
            throws IOException, MendableException {
        if (size == 0) {
            return Optional.empty();
        }
        try (LedgerPlace place = DeploymentLedger.of(deployment, seal)) {
            LogCheckpoints checkpoints = DeploymentLog.checkpoints(deployment, place, id);
            long largest = 0;
            for (long one : checkpoints.sizes()) {
                largest = one <= size ? one : largest;
            }
            Optional<SignedNote> last = checkpoints.of(largest);
            List<WitnessTime> cosigned = new ArrayList<>();
            if (last.isPresent()) {
                DeploymentLog.trust(deployment, id)
                        .cosigned(last.get())
                        .forEach((witness, time) -> cosigned.add(new WitnessTime(witness, time)));
            }
            return last.map(note -> LogMark.of(note, cosigned));
        } catch (InvalidSignatureException e) {
            throw changed(String.valueOf(e.getMessage()));
        }
    }

    private static List<LastRun> lastRuns(Deployment deployment) throws IOException {
        List<LastRun> runs = new ArrayList<>();
        for (RunReports.JobRun run : RunReports.of(deployment).last()) {
            runs.add(new LastRun(run.job(), run.node(), run.time(), run.success()));
        }
        return runs;
    }

    private static OutboxDepth outbox(Deployment deployment) throws IOException {
        Depth depth = Outbox.at(deployment.outbox(), OutboxLimits.STANDARD).depth();
        return new OutboxDepth(depth.total(), depth.rejected());
    }

    /** When a certificate ends: at the wanted time, but no later than the seal. */
    Instant expiry(Instant wanted) {
        Instant sealEnds = seal.expires();
        return sealEnds != null && sealEnds.isBefore(wanted) ? sealEnds : wanted;
    }
}
