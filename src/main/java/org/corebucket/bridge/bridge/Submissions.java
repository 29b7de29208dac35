package org.corebucket.bridge.bridge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.admission.Reason;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.body.Admission;
import org.corebucket.bridge.admission.body.BodyGates;
import org.corebucket.bridge.admission.body.Envelope;
import org.corebucket.bridge.admission.body.Posted;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.token.Caller;

/** What is posted: through the gates, into the ledger, and acknowledged when it is on disk, never before. */
final class Submissions {

    private final BodyGates gates;
    private final Ledger ledger;
    private final Outcomes outcomes;

    Submissions(BodyGates gates, Ledger ledger, Outcomes outcomes) {
        this.gates = gates;
        this.ledger = ledger;
        this.outcomes = outcomes;
    }

    /** Takes a body; no thread waits for the disk. */
    CompletionStage<HttpAnswer> take(Asked asked, Posted posted, Caller caller) {
        Admission admission = gates.admit(posted, caller, asked.time());
        if (admission instanceof Admission.Admitted admitted) {
            return store(asked, posted.endpoint(), admitted);
        }
        if (admission instanceof Admission.Recorded recorded) {
            return CompletableFuture.completedFuture(outcomes.recordedBefore(asked, recorded.receipt()));
        }
        return CompletableFuture.completedFuture(
                outcomes.rejected(asked, ((Admission.Rejected) admission).rejection()));
    }

    private CompletionStage<HttpAnswer> store(Asked asked, Endpoint endpoint, Admission.Admitted admitted) {
        Envelope envelope = admitted.envelope();
        boolean queued = false;
        try {
            CompletionStage<HttpAnswer> answer = ledger.append(entry(asked, endpoint, envelope))
                    .handle((receipt, trouble) -> {
                        if (trouble == null) {
                            admitted.seen().confirm();
                            return outcomes.accepted(asked, envelope, receipt);
                        }
                        admitted.seen().release();
                        return outcomes.rejected(asked, unavailable(envelope, trouble));
                    });
            queued = true;
            return outcomes.behindItsLines(answer);
        } catch (LedgerBusyException e) {
            return CompletableFuture.completedFuture(outcomes.rejected(
                    asked, new Rejection(Reason.OVERLOADED, "too many updates wait for the disk", envelope.module())));
        } finally {
            if (!queued) {
                admitted.seen().release();
            }
        }
    }

    private static NewEntry entry(Asked asked, Endpoint endpoint, Envelope envelope) {
        return new NewEntry(
                asked.time(),
                endpoint.route(),
                envelope.module(),
                envelope.sessionId(),
                envelope.nonce(),
                envelope.canonical(),
                envelope.signature(),
                envelope.keyFingerprint());
    }

    private static Rejection unavailable(Envelope envelope, Throwable trouble) {
        Throwable cause = trouble instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : trouble;
        return cause instanceof LedgerUnavailableException unavailable && unavailable.isFull()
                ? new Rejection(Reason.DISK_FULL, "the bridge's disk is full", envelope.module())
                : new Rejection(Reason.OVERLOADED, "the ledger can't be written at present", envelope.module());
    }
}
