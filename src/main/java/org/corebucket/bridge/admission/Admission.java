package org.corebucket.bridge.admission;

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

    /** It is refused, and leaves nothing behind. */
    record NotAdmitted(Rejection rejection) implements Admission {}
}
