package org.corebucket.bridge.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.process.TreeEnd;

/**
 * Waits until a process has ended, and then ends whatever it left running. Time is counted in ticks of waiting, so that setting
 * the clock can neither shorten nor lengthen a grace.
 */
final class Supervisor {

    /**
     * The durations by which a supervisor waits.
     *
     * @param tick the time between two looks at the emergency stop and the signals
     * @param stop the grace after an emergency stop
     * @param signal the grace after a signal was passed on
     * @param leftovers the grace for what is left after the main process ended
     */
    record SupervisorTimes(Duration tick, Duration stop, Duration signal, Duration leftovers) {

        /**
         * The standard durations. An emergency stop ends everything within 10 s (CONTRACT 10): a tick, the grace, and SIGKILL.
         */
        static final SupervisorTimes STANDARD = new SupervisorTimes(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /** How a supervised process ended. */
    record SupervisedOutcome(int exitCode, boolean stopped, TreeEnd ending) {}

    /** Why the supervisor stopped waiting. */
    private enum Cause {
        ENDED,
        STOPPED,
        SIGNALLED
    }

    private static final int TICKS_A_LOOK = 5;

    private final StopSignal stop;
    private final SupervisorTimes pace;

    Supervisor(StopSignal stop, SupervisorTimes pace) {
        this.stop = stop;
        this.pace = pace;
    }

    /**
     * Waits for the end of a process.
     *
     * @param tree the process's tree, made right after its start
     * @throws IOException if it can't be found out whether a stop is in force, or processes can't be seen; then what could be
     * ended was ended
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
        // The process that put a stop in force may have ended this one before the supervisor noticed the stop.
        boolean stopped = cause == Cause.STOPPED || stop.ask() == StopReason.EMERGENCY;
        return new SupervisedOutcome(over ? process.exitValue() : ProcessTree.KILLED, stopped, ending);
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
            case SIGNALLED -> Duration.ZERO; // it has had its grace
        };
    }
}
