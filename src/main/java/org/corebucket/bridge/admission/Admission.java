package org.corebucket.bridge.admission;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.corebucket.bridge.ledger.Receipt;

/** What became of an envelope at the gates. */
public sealed interface Admission {

    /**
     * It may be stored.
     *
     * @param seen its place in the replay memory: to be confirmed when it is stored, released if it can't be
     */
    record Admitted(Envelope envelope, Reservation seen) implements Admission {}

    /**
     * It was stored before, and its sender asked to be told so ({@code Idempotency-Key}, CONTRACT 6).
     *
     * @param receipt the one that was given then
     */
    record RecordedBefore(Receipt receipt) implements Admission {}

    /**
     * A copy of it, or what shares a mark with it, is being stored just now. It is refused if that is stored, and else taken in its
     * own right.
     *
     * @param decided ends when it is known
     * @param again decides anew, to be asked then
     * @param inProgress the refusal if it is not known in time
     */
    record Undecided(CompletionStage<?> decided, Supplier<Admission> again, Rejection inProgress)
            implements Admission {}

    /** It is refused, and leaves nothing behind. */
    record NotAdmitted(Rejection rejection) implements Admission {}
}
