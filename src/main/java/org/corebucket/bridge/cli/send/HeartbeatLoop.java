package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.corebucket.bridge.cli.send.HeartbeatSender.HeartbeatOutcome;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.launch.StopSwitch;
import org.corebucket.bridge.text.OneLine;

/**
 * Sends a heartbeat at every multiple of an interval since the first, so that the time that one takes shifts no other; those
 * that passed while the process was kept from running are left out. A bridge that goes away is told once, and once when it
 * is back.
 */
final class HeartbeatLoop {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Sends a heartbeat with what is measured now. */
    interface Beat {
        HeartbeatOutcome send() throws InterruptedException;
    }

    /** Lets time pass; tells when it is time to end. */
    interface Pause {
        /** Waits so long, or until it is time to end; says whether it is. */
        boolean await(Duration atMost) throws InterruptedException;
    }

    /** Nanoseconds since some moment. */
    interface Nanos {
        long now();
    }

    /**
     * What it is driven by.
     *
     * @param nanos a clock that nobody sets
     * @param stop looked at every second
     */
    record LoopTimes(Nanos nanos, Pause pause, StopSwitch stop) {}

    private final Duration interval;
    private final LoopTimes means;
    private final PrintWriter out;
    private final PrintWriter err;
    private String trouble = "";
    private long accepted;
    private long lost;

    HeartbeatLoop(Duration interval, LoopTimes means, PrintWriter out, PrintWriter err) {
        this.interval = interval;
        this.means = means;
        this.out = out;
        this.err = err;
    }

    /** Goes on until it is told to end, which is 0, or the emergency stop comes in force, which is 32. */
    int run(Beat beat) throws IOException, InterruptedException {
        long begin = means.nanos().now();
        boolean told = false;
        boolean stopped = means.stop().isInForce();
        while (!told && !stopped) {
            tell(beat.send());
            long due = begin + next(means.nanos().now() - begin);
            do {
                told = means.pause()
                        .await(shorter(Duration.ofNanos(due - means.nanos().now())));
                stopped = !told && means.stop().isInForce();
            } while (!told && !stopped && means.nanos().now() - due < 0);
        }
        out.println("heartbeat: ended, " + accepted + " accepted, " + lost + " not"
                + (stopped ? ", since an emergency stop is in force" : ""));
        out.flush();
        return stopped ? ExitCode.STOPPED : ExitCode.OK;
    }

    /** The first multiple of the interval that is still to come. */
    private long next(long elapsed) {
        return (elapsed / interval.toNanos() + 1) * interval.toNanos();
    }

    private static Duration shorter(Duration left) {
        return left.isNegative() ? Duration.ZERO : left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
    }

    private void tell(HeartbeatOutcome outcome) {
        if (outcome instanceof HeartbeatOutcome.HeartbeatAccepted taken) {
            if (accepted == 0 && trouble.isEmpty()) {
                say("heartbeat: the first one accepted, entry " + taken.seq());
            } else if (!trouble.isEmpty()) {
                say("heartbeat: accepted again, entry " + taken.seq() + "; " + lost + " were not");
            }
            accepted++;
            trouble = "";
            return;
        }
        lost++;
        // The words of one trouble vary, its kind does not.
        String kind = outcome.getClass().getSimpleName();
        if (!kind.equals(trouble)) {
            err.println("bridgectl: " + OneLine.of(words(outcome)));
            err.flush();
            trouble = kind;
        }
    }

    private static String words(HeartbeatOutcome outcome) {
        if (outcome instanceof HeartbeatOutcome.HeartbeatRejected rejected) {
            return "heartbeats are rejected: " + rejected.why();
        }
        return outcome instanceof HeartbeatOutcome.HeartbeatUnsent unsent
                ? "heartbeats are not sent: " + unsent.why()
                : "the bridge is away, heartbeats are lost until it is back: "
                        + ((HeartbeatOutcome.BridgeAway) outcome).why();
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
