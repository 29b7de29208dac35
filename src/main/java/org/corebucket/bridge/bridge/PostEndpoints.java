package org.corebucket.bridge.bridge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.admission.Admission;
import org.corebucket.bridge.admission.BodyGates;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.admission.Envelope;
import org.corebucket.bridge.admission.PostedRequest;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.token.Caller;

/** What is posted: through the gates, into the ledger, and acknowledged when it is on disk, never before. */
final class PostEndpoints {

    private final BodyGates gates;
    private final Ledger ledger;
    private final Outcomes outcomes;

    PostEndpoints(BodyGates gates, Ledger ledger, Outcomes outcomes) {
        this.gates = gates;
        this.ledger = ledger;
        this.outcomes = outcomes;
    }

    /** Takes a body; no thread waits for the disk. */
    CompletionStage<HttpAnswer> take(RequestFacts asked, PostedRequest posted, Caller caller) {
        Admission admission = gates.admit(posted, caller, asked.time());
        if (admission instanceof Admission.Admitted admitted) {
            return store(asked, posted.endpoint(), admitted);
        }
        if (admission instanceof Admission.RecordedBefore recorded) {
            return CompletableFuture.completedFuture(outcomes.recordedBefore(asked, recorded.receipt()));
        }
        return CompletableFuture.completedFuture(
                outcomes.rejected(asked, ((Admission.NotAdmitted) admission).rejection()));
    }

    private CompletionStage<HttpAnswer> store(RequestFacts asked, Endpoint endpoint, Admission.Admitted admitted) {
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
                    asked,
                    new Rejection(
                            RejectionReason.OVERLOADED, "too many updates wait for the disk", envelope.module())));
        } finally {
            if (!queued) {
                admitted.seen().release();
            }
        }
    }

    private static NewEntry entry(RequestFacts asked, Endpoint endpoint, Envelope envelope) {
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
                ? new Rejection(RejectionReason.DISK_FULL, "the bridge's disk is full", envelope.module())
                : new Rejection(
                        RejectionReason.OVERLOADED, "the ledger can't be written at present", envelope.module());
    }
}
