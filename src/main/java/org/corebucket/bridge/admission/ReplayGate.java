package org.corebucket.bridge.admission;

import java.time.Instant;

/** Whether a signed envelope has come before. */
final class ReplayGate {

    /** CONTRACT 6 fixes this detail to the letter. */
    private static final String REPLAY = "Replay attack detected";

    private static final String IN_PROGRESS = "the first attempt is being stored; send it again for its receipt";

    private final ReplayMemory memory;

    ReplayGate(ReplayMemory memory) {
        this.memory = memory;
    }

    /**
     * Admits what the marks are of, or refuses it.
     *
     * @param sentAgain whether its sender says that it may have come before, and so is told if it is just being stored
     */
    Admission admit(Envelope envelope, ReplayMarks marks, boolean sentAgain, Instant now) {
        ReplayAnswer answer = memory.reserve(marks, now);
        if (answer instanceof ReplayAnswer.Reserved reserved) {
            return new Admission.Admitted(envelope, reserved.reservation());
        }
        if (answer instanceof ReplayAnswer.Full full) {
            return rejected(RejectionReason.OVERLOADED, full.detail(), marks);
        }
        boolean underway = answer instanceof ReplayAnswer.SeenBefore seen && seen.underway();
        return sentAgain && underway
                ? rejected(RejectionReason.IN_PROGRESS, IN_PROGRESS, marks)
                : rejected(RejectionReason.REPLAY_DETECTED, REPLAY, marks);
    }

    private static Admission rejected(RejectionReason reason, String detail, ReplayMarks marks) {
        return new Admission.NotAdmitted(new Rejection(reason, detail, marks.module()));
    }
}
