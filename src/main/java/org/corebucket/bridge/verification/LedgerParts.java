package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.bridge.ClosedLogsCheck;
import org.corebucket.bridge.crypto.KeyHalves;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.CheckpointFile;
import org.corebucket.bridge.ledger.read.LedgerCheck;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustState.SeenLedger;
import org.corebucket.bridge.seal.TrustStore;

/** What a verification asks of a ledger that has entries, or had some. */
final class LedgerParts {

    private LedgerParts() {}

    /** The check of the logs, and of the ledger in them. */
    static Check check(Check logs, Deployment deployment, SealVerdict seal, LedgerSources means) throws IOException {
        Optional<CheckpointFile> checkpoints;
        try {
            checkpoints = seal.header().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            CheckpointFile.of(deployment, seal.header().get().deployment()));
        } catch (MalformedKeyException e) {
            return new BadKey(logs.spec(), e);
        }
        boolean readOnly = means.options().readOnly() || !seal.isTrusted();
        ChainVerifier verifier = ChainVerifier.of(means.options().jobs(), means.progress());
        boolean deep = means.options().deep();
        Check ledger = new LedgerCheck(
                logs,
                deployment,
                checkpoints,
                new LedgerCheck.LedgerCheckSources(verifier, new StateMemory(means.store()), deep, readOnly));
        return deep ? new ClosedLogsCheck(ledger, deployment) : ledger;
    }

    /** What the check works with. */
    record LedgerSources(TrustStore store, VerificationOptions options, HashProgress progress) {}

    /** Remembers in the state outside of the deployment. */
    private record StateMemory(TrustStore store) implements LedgerMemory {

        @Override
        public Optional<Mark> last() throws IOException {
            try {
                TrustState state = store.load();
                SeenLedger seen = state == null ? null : state.ledger();
                return seen == null ? Optional.empty() : Optional.of(new Mark(seen.size(), seen.head()));
            } catch (TrustStore.UnusableStateException e) {
                return Optional.empty();
            }
        }

        @Override
        public void remember(Mark mark) throws IOException {
            store.remember(new SeenLedger(mark.size(), mark.head()));
        }
    }

    /** Without the bridge's key no checkpoint says anything. */
    private record BadKey(CheckSpec spec, MalformedKeyException cause) implements Check {

        @Override
        public CheckResult run() {
            return CheckResult.failed(Finding.of(
                    Consequence.FAILED,
                    "ledger-unsound",
                    CheckpointFile.PATH,
                    "CHECKPOINTS UNVERIFIABLE: security/bridge.public.pem - " + cause.problem(),
                    "make it anew from its private half: "
                            + KeyHalves.of("security/bridge.public.pem").derivePublicHalf()));
        }
    }
}
