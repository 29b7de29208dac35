package org.corebucket.bridge.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.client.HeartbeatSender.HeartbeatOutcome;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.junit.jupiter.api.Test;

/** Heartbeats at an interval, in a time that only the test lets pass. */
final class HeartbeatLoopTest {

    private static final HeartbeatOutcome ACCEPTED = new HeartbeatOutcome.HeartbeatAccepted(7);
    private static final HeartbeatOutcome AWAY = new HeartbeatOutcome.BridgeAway("Connection refused", false);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Long> sentAt = new ArrayList<>();

    /** Milliseconds. */
    private long now = -5;

    private long end = Long.MAX_VALUE;
    private long stop = Long.MAX_VALUE;
    private long beatTakes;

    @Test
    void theTimeThatOneTakesShiftsNoOther() throws Exception {
        beatTakes = 3_000;
        end = 59_000;
        assertThat(run(10, ACCEPTED)).isZero();
        assertThat(sentAt).containsExactly(-5L, 9_995L, 19_995L, 29_995L, 39_995L, 49_995L);
    }

    @Test
    void thoseThatPassedWhileTheProcessSleptAreLeftOut() throws Exception {
        end = 70_000;
        assertThat(loop(10).run(() -> {
                    sentAt.add(now);
                    now += sentAt.size() == 2 ? 33_000 : 0;
                    return ACCEPTED;
                }))
                .isZero();
        assertThat(sentAt).containsExactly(-5L, 9_995L, 49_995L, 59_995L, 69_995L);
    }

    @Test
    void aBridgeThatIsAwayIsToldOnceAndOnceWhenItIsBack() throws Exception {
        end = 55_000;
        run(10, ACCEPTED, AWAY, AWAY, AWAY, ACCEPTED, ACCEPTED);
        assertThat(err)
                .hasToString("bridgectl: the bridge is away, heartbeats are lost until it is back:"
                        + " Connection refused\n");
        assertThat(out).hasToString("""
                heartbeat: the first one accepted, entry 7
                heartbeat: accepted again, entry 7; 3 were not
                heartbeat: ended, 3 accepted, 3 not
                """);
    }

    @Test
    void aRejectionIsToldOnceAndEndsNothing() throws Exception {
        end = 25_000;
        assertThat(run(
                        10,
                        new HeartbeatOutcome.HeartbeatRejected("401 invalid_signature"),
                        new HeartbeatOutcome.HeartbeatRejected("401 again"),
                        ACCEPTED))
                .isZero();
        assertThat(err).hasToString("bridgectl: heartbeats are rejected: 401 invalid_signature\n");
        assertThat(sentAt).hasSize(3);
    }

    @Test
    void anotherTroubleIsToldToo() throws Exception {
        end = 15_000;
        run(10, AWAY, new HeartbeatOutcome.HeartbeatRejected("401 invalid_signature"));
        assertThat(err.toString().lines())
                .containsExactly(
                        "bridgectl: the bridge is away, heartbeats are lost until it is back: Connection refused",
                        "bridgectl: heartbeats are rejected: 401 invalid_signature");
    }

    @Test
    void theEmergencyStopEndsItWithinASecond() throws Exception {
        stop = 63_000;
        assertThat(run(3600, ACCEPTED)).isEqualTo(32);
        assertThat(now).isBetween(63_000L, 64_000L);
        assertThat(out.toString()).endsWith("ended, 1 accepted, 0 not, since an emergency stop is in force\n");
    }

    @Test
    void nothingIsSentIfTheEmergencyStopIsInForceAlready() throws Exception {
        stop = -100;
        assertThat(run(10, ACCEPTED)).isEqualTo(32);
        assertThat(sentAt).isEmpty();
    }

    private int run(int seconds, HeartbeatOutcome... outcomes) throws Exception {
        return loop(seconds).run(() -> {
            sentAt.add(now);
            now += beatTakes;
            return outcomes[Math.min(sentAt.size(), outcomes.length) - 1];
        });
    }

    private HeartbeatLoop loop(int seconds) {
        StopSignal signal = new EndOfTest().or(() -> now >= stop ? StopReason.EMERGENCY : StopReason.NONE);
        return new HeartbeatLoop(
                Duration.ofSeconds(seconds), () -> now * 1_000_000, signal, new PrintWriter(out), new PrintWriter(err));
    }

    /** Waiting is what lets time pass. */
    private final class EndOfTest implements StopSignal {

        @Override
        public StopReason ask() {
            return now >= end ? StopReason.ORDERLY : StopReason.NONE;
        }

        @Override
        public StopReason await(Duration atMost) {
            now = Math.min(end, now + atMost.toMillis());
            return ask();
        }
    }
}
