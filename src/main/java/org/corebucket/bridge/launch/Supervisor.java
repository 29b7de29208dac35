package org.corebucket.bridge.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.process.TreeEnd;

/**
 * Stays with a process until it has ended, then ends whatever it left running. Time is counted in ticks of waiting for the
 * process, so that no clock that is set can shorten or lengthen a grace.
 */
final class Supervisor {

    /**
     * How long it waits for what.
     *
     * @param tick between two looks at the emergency stop and the signals
     * @param stop the grace after an emergency stop
     * @param signal the grace after a signal was passed on
     * @param leftovers the grace for what is left after the main process ended
     */
    record SupervisorTimes(Duration tick, Duration stop, Duration signal, Duration leftovers) {

        /** An emergency stop ends everything within 10 s (CONTRACT 10): a tick, this grace, and SIGKILL. */
        static final SupervisorTimes STANDARD = new SupervisorTimes(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /** What came of it. */
    record SupervisedOutcome(int exitCode, boolean stopped, TreeEnd ending) {}

    /** Why it did not wait any longer. */
    private enum Cause {
        ENDED,
        STOPPED,
        SIGNALLED
    }

    private static final int TICKS_A_LOOK = 5;
    private static final int KILLED = 128 + 9;

    private final StopSignal stop;
    private final SupervisorTimes pace;

    Supervisor(StopSignal stop, SupervisorTimes pace) {
        this.stop = stop;
        this.pace = pace;
    }

    /**
     * Waits for the end.
     *
     * @param tree the process's, made right after its start
     * @throws IOException if the emergency stop can't be asked for, or processes can't be seen; what could be ended is
     */
    SupervisedOutcome supervise(Process process, ProcessTree tree, SignalRelay signals)
            throws IOException, InterruptedException {
        Cause cause;
        try {
            cause = await(process, tree, signals);
        } catch (IOException | InterruptedException | RuntimeException e) {
            tree.end(Duration.ZERO);
            throw e;
        }
        TreeEnd ending = tree.end(grace(cause));
        boolean over = process.waitFor(pace.tick().toMillis(), TimeUnit.MILLISECONDS);
        // Who put a stop in force may have ended the process before this one noticed.
        boolean stopped = cause == Cause.STOPPED || stop.ask() == StopReason.EMERGENCY;
        return new SupervisedOutcome(over ? process.exitValue() : KILLED, stopped, ending);
    }

    private Cause await(Process process, ProcessTree tree, SignalRelay signals)
            throws IOException, InterruptedException {
        Duration sinceSignal = Duration.ZERO;
        for (int tick = 1; !process.waitFor(pace.tick().toMillis(), TimeUnit.MILLISECONDS); tick++) {
            if (stop.ask() == StopReason.EMERGENCY) {
                return Cause.STOPPED;
            }
            if (signals.hasReceived()) {
                sinceSignal = sinceSignal.plus(pace.tick());
            }
            if (sinceSignal.compareTo(pace.signal()) > 0) {
                return Cause.SIGNALLED;
            }
            if (tick % TICKS_A_LOOK == 0) {
                tree.living();
            }
        }
        return Cause.ENDED;
    }

    private Duration grace(Cause cause) {
        return switch (cause) {
            case ENDED -> pace.leftovers();
            case STOPPED -> pace.stop();
            case SIGNALLED -> Duration.ZERO; // it had its grace
        };
    }
}
