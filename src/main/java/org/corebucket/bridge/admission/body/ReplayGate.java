package org.corebucket.bridge.admission.body;

import java.time.Instant;
import org.corebucket.bridge.admission.Reason;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.replay.Marks;
import org.corebucket.bridge.admission.replay.ReplayAnswer;
import org.corebucket.bridge.admission.replay.ReplayMemory;

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
    Admission admit(Envelope envelope, Marks marks, boolean sentAgain, Instant now) {
        ReplayAnswer answer = memory.reserve(marks, now);
        if (answer instanceof ReplayAnswer.Reserved reserved) {
            return new Admission.Admitted(envelope, reserved.reservation());
        }
        if (answer instanceof ReplayAnswer.Full full) {
            return rejected(Reason.OVERLOADED, full.detail(), marks);
        }
        boolean underway = answer instanceof ReplayAnswer.Seen seen && seen.underway();
        return sentAgain && underway
                ? rejected(Reason.IN_PROGRESS, IN_PROGRESS, marks)
                : rejected(Reason.REPLAY_DETECTED, REPLAY, marks);
    }

    private static Admission rejected(Reason reason, String detail, Marks marks) {
        return new Admission.Rejected(new Rejection(reason, detail, marks.module()));
    }
}
