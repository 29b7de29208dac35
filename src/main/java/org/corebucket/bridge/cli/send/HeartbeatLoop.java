package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.client.HeartbeatSender.HeartbeatOutcome;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.text.OneLine;

/**
 * Sends a heartbeat at every multiple of an interval since the first, so that the time that one takes shifts no other; those
 * that passed while the process was kept from running are left out. A bridge that goes away is told once, and once when it
 * is back.
 */
final class HeartbeatLoop {

    /** Sends a heartbeat with what is measured now. */
    interface Beat {
        HeartbeatOutcome send() throws InterruptedException;
    }

    private final Duration interval;
    private final LongSupplier nanos;
    private final StopSignal signal;
    private final PrintWriter out;
    private final PrintWriter err;
    private String trouble = "";
    private long accepted;
    private long lost;

    /**
     * A loop that has not begun.
     *
     * @param nanos what time is measured with, like {@link System#nanoTime}
     */
    HeartbeatLoop(Duration interval, LongSupplier nanos, StopSignal signal, PrintWriter out, PrintWriter err) {
        this.interval = interval;
        this.nanos = nanos;
        this.signal = signal;
        this.out = out;
        this.err = err;
    }

    /** Goes on until it is told to end, which is 0, or the emergency stop comes in force, which is 32. */
    int run(Beat beat) throws IOException, InterruptedException {
        long begin = nanos.getAsLong();
        StopReason reason = signal.ask();
        while (reason == StopReason.NONE) {
            tell(beat.send());
            long due = begin + next(nanos.getAsLong() - begin);
            do {
                reason = signal.await(Duration.ofNanos(Math.max(0, due - nanos.getAsLong())));
            } while (reason == StopReason.NONE && nanos.getAsLong() - due < 0);
        }
        boolean stopped = reason == StopReason.EMERGENCY;
        out.println("heartbeat: ended, " + accepted + " accepted, " + lost + " not"
                + (stopped ? ", since an emergency stop is in force" : ""));
        out.flush();
        return stopped ? ExitCode.STOPPED : ExitCode.OK;
    }

    /** The first multiple of the interval that is still to come. */
    private long next(long elapsed) {
        return (elapsed / interval.toNanos() + 1) * interval.toNanos();
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
        if (outcome instanceof HeartbeatOutcome.BridgeStopped stopped) {
            return "the bridge takes no heartbeats, which are lost until it does: " + stopped.why();
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
