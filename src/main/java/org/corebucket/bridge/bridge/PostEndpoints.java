package org.corebucket.bridge.bridge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.admission.Admission;
import org.corebucket.bridge.admission.BodyGates;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.admission.Envelope;
import org.corebucket.bridge.admission.PostedRequest;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.token.Caller;

/**
 * Takes posted envelopes through the gates and into the ledger, and acknowledges each when it is on disk, never before.
 */
final class PostEndpoints {

    /** Shorter than clients wait: a copy is told more than that it had no answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String UNKNOWN =
            "the ledger's database does not answer, and whether this is stored is not known;"
                    + " ask for the receipt of its session, and send it again if there is none";

    private final BodyGates gates;
    private final Ledger ledger;
    private final Outcomes outcomes;
    private final Outcomes ofBatch;

    /**
     * Takes envelopes for a ledger.
     *
     * @param outcomes for requests that did not reach the ledger
     * @param ofBatch for entries; it gathers their log lines until the ledger's batch ends
     */
    PostEndpoints(BodyGates gates, Ledger ledger, Outcomes outcomes, Outcomes ofBatch) {
        this.gates = gates;
        this.ledger = ledger;
        this.outcomes = outcomes;
        this.ofBatch = ofBatch;
    }

    /** Takes a body. No thread waits for the disk meanwhile. */
    CompletionStage<HttpAnswer> take(RequestFacts asked, PostedRequest posted, Caller caller) {
        Admission admission = gates.admit(posted, caller, asked.time());
        return admission instanceof Admission.Undecided undecided
                ? await(
                        asked,
                        posted,
                        undecided,
                        new CompletableFuture<Void>().completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                : answer(asked, posted, admission);
    }

    /**
     * Waits until it is known what becomes of a copy. That costs no thread, and whoever waits is one of the requests that the
     * server has room for.
     *
     * @param late ends when the wait is over
     */
    private CompletionStage<HttpAnswer> await(
            RequestFacts asked, PostedRequest posted, Admission.Undecided undecided, CompletableFuture<Void> late) {
        return CompletableFuture.anyOf(undecided.decided().toCompletableFuture(), late)
                .thenComposeAsync(either -> {
                    Admission admission = undecided.again().get();
                    if (!(admission instanceof Admission.Undecided still)) {
                        late.complete(null);
                        return answer(asked, posted, admission);
                    }
                    // Another copy may have been ahead of this one.
                    return late.isDone()
                            ? CompletableFuture.completedFuture(outcomes.rejected(asked, still.inProgress()))
                            : await(asked, posted, still, late);
                });
    }

    private CompletionStage<HttpAnswer> answer(RequestFacts asked, PostedRequest posted, Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            return store(asked, posted, admitted);
        }
        if (admission instanceof Admission.RecordedBefore recorded) {
            return CompletableFuture.completedFuture(outcomes.recordedBefore(asked, recorded.receipt()));
        }
        return CompletableFuture.completedFuture(
                outcomes.rejected(asked, ((Admission.NotAdmitted) admission).rejection()));
    }

    private CompletionStage<HttpAnswer> store(RequestFacts asked, PostedRequest posted, Admission.Admitted admitted) {
        Envelope envelope = admitted.envelope();
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        boolean queued = false;
        try {
            ledger.append(
                    entry(asked, posted.endpoint(), envelope),
                    outcome -> settled(asked, posted, admitted, outcome, answer));
            queued = true;
        } catch (LedgerBusyException e) {
            answer.complete(outcomes.rejected(
                    asked,
                    new Rejection(
                            RejectionReason.OVERLOADED, "too many updates wait for the disk", envelope.module())));
        } finally {
            if (!queued) {
                admitted.seen().release();
            }
        }
        return answer;
    }

    /**
     * Makes the answer now, and gives it when the batch's log lines are written, so that a client that has its answer
     * finds its lines.
     */
    private Runnable settled(
            RequestFacts asked,
            PostedRequest posted,
            Admission.Admitted admitted,
            EntryOutcome outcome,
            CompletableFuture<HttpAnswer> answer) {
        try {
            HttpAnswer made = settled(asked, posted, admitted, outcome);
            return () -> answer.complete(made);
        } catch (RuntimeException | Error bug) {
            return () -> answer.completeExceptionally(bug);
        }
    }

    private HttpAnswer settled(
            RequestFacts asked, PostedRequest posted, Admission.Admitted admitted, EntryOutcome outcome) {
        if (outcome instanceof EntryOutcome.Stored stored) {
            admitted.seen().confirm();
            return ofBatch.accepted(asked, admitted.envelope(), stored.receipt());
        }
        if (outcome instanceof EntryOutcome.NotStored not) {
            admitted.seen().release();
            return not.why().isStop()
                    ? stopped(asked, admitted)
                    : notStored(asked, admitted, not.why().isFull());
        }
        if (outcome instanceof EntryOutcome.MaybeStored) {
            admitted.seen().release(); // if it is stored, the store knows
            return ofBatch.rejected(
                    asked,
                    new Rejection(
                            RejectionReason.OUTCOME_UNKNOWN,
                            UNKNOWN,
                            admitted.envelope().module()));
        }
        // One of its marks is stored, and the others are not: those may still come.
        admitted.seen().release();
        Admission before = gates.seenBefore(posted, admitted.envelope());
        return before instanceof Admission.RecordedBefore recorded
                ? ofBatch.recordedBefore(asked, recorded.receipt())
                : ofBatch.rejected(asked, ((Admission.NotAdmitted) before).rejection());
    }

    private HttpAnswer stopped(RequestFacts asked, Admission.Admitted admitted) {
        return ofBatch.rejected(
                asked,
                new Rejection(
                        RejectionReason.EMERGENCY_STOP,
                        "an emergency stop is in force, and nothing is stored until it is resolved",
                        admitted.envelope().module()));
    }

    private HttpAnswer notStored(RequestFacts asked, Admission.Admitted admitted, boolean full) {
        return ofBatch.rejected(
                asked,
                full
                        ? new Rejection(
                                RejectionReason.DISK_FULL,
                                "the bridge's disk is full",
                                admitted.envelope().module())
                        : new Rejection(
                                RejectionReason.OVERLOADED,
                                "the ledger can't be written at present",
                                admitted.envelope().module()));
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
}
