package org.corebucket.bridge.process;

import java.io.IOException;
import java.time.Duration;

/** Two signals, each of which can give a reason to end. */
record EitherSignal(StopSignal awaited, StopSignal asked) implements StopSignal {

    @Override
    public StopReason ask() throws IOException {
        return heavier(awaited.ask(), asked.ask());
    }

    /** Waits for the first signal, and asks the second one every second. */
    @Override
    public StopReason await(Duration atMost) throws IOException, InterruptedException {
        Duration left = atMost;
        StopReason reason;
        do {
            Duration slice = left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
            reason = heavier(awaited.await(slice), asked.ask());
            left = left.minus(slice);
        } while (reason == StopReason.NONE && left.compareTo(Duration.ZERO) > 0);
        return reason;
    }

    private static StopReason heavier(StopReason one, StopReason other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
