package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why something is to end: alone, of two signals, and asked seldom. A wait that is not cut short takes an hour. */
@Timeout(60)
final class StopSignalTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final StopSignal EMERGENCY = () -> StopReason.EMERGENCY;
    private static final StopSignal NONE = () -> StopReason.NONE;

    private final StopLatch latch = new StopLatch();
    private final List<StopReason> answers = new ArrayList<>();
    private long nanos = 5;

    private StopReason next() throws IOException {
        if (answers.isEmpty()) {
            throw new IOException("nobody can tell");
        }
        return answers.remove(0);
    }

    @Test
    void aWaitEndsAtOnceIfThereIsAReasonAlready() throws Exception {
        assertThat(EMERGENCY.await(HOUR)).isEqualTo(StopReason.EMERGENCY);
    }

    @Test
    void aWaitAsksAgainAndAgainAndSaysWhyItEnded() throws Exception {
        answers.addAll(List.of(StopReason.NONE, StopReason.ORDERLY));

        assertThat(((StopSignal) this::next).await(HOUR)).isEqualTo(StopReason.ORDERLY);
    }

    @Test
    void aWaitThatIsOverHasNoReason() throws Exception {
        assertThat(NONE.await(Duration.ofMillis(1))).isEqualTo(StopReason.NONE);
        assertThat(NONE.or(NONE).await(Duration.ZERO)).isEqualTo(StopReason.NONE);
        assertThat(latch.await(Duration.ofMillis(1))).isEqualTo(StopReason.NONE);
    }

    @Test
    void aWaitInWhichNobodyCanTellIsNoPermissionToGoOn() {
        assertThatThrownBy(() -> ((StopSignal) this::next).await(HOUR)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> latch.or(this::next).await(HOUR)).isInstanceOf(IOException.class);
    }

    @Test
    void theHeavierReasonOfTwoCounts() throws Exception {
        assertThat(latch.or(NONE).ask()).isEqualTo(StopReason.NONE);
        latch.end();

        assertThat(latch.or(NONE).ask()).isEqualTo(StopReason.ORDERLY);
        assertThat(latch.or(EMERGENCY).ask()).isEqualTo(StopReason.EMERGENCY);
        assertThat(EMERGENCY.or(latch).ask()).isEqualTo(StopReason.EMERGENCY);
    }

    @Test
    void eitherOfTwoEndsTheWait() throws Exception {
        answers.addAll(List.of(StopReason.NONE, StopReason.EMERGENCY));
        assertThat(latch.or(this::next).await(HOUR)).isEqualTo(StopReason.EMERGENCY);

        latch.end();
        assertThat(latch.or(NONE).await(HOUR)).isEqualTo(StopReason.ORDERLY);
    }

    @Test
    void aLatchFirstLetsNothingBeginAndThenEndsWhatRuns() {
        latch.end();
        assertThat(latch.ask()).isEqualTo(StopReason.ORDERLY);
        assertThat(latch.now()).isNotDone();

        latch.endNow();
        assertThat(latch.now()).isDone();
    }

    @Test
    void whatRunsIsNotEndedBeforeNothingNewMayBegin() {
        latch.endNow();

        assertThat(latch.ask()).isEqualTo(StopReason.ORDERLY);
    }

    @Test
    void anotherOneIsAskedOnceASecondHoweverOftenThisOneIs() {
        answers.addAll(List.of(StopReason.NONE, StopReason.EMERGENCY));
        StopSignal seldom = new ThrottledStopSignal(this::next, () -> nanos);

        assertThat(ask(seldom)).isEqualTo(StopReason.NONE);
        nanos += 999_999_999;
        assertThat(ask(seldom)).isEqualTo(StopReason.NONE);
        assertThat(answers).hasSize(1);
        nanos++;
        assertThat(ask(seldom)).isEqualTo(StopReason.EMERGENCY);
    }

    @Test
    void anotherOneIsAskedOnceASecondWhenTheClockRollsOverToo() {
        nanos = Long.MAX_VALUE;
        answers.addAll(List.of(StopReason.NONE, StopReason.EMERGENCY));
        StopSignal seldom = new ThrottledStopSignal(this::next, () -> nanos);

        ask(seldom);
        assertThat(ask(seldom)).isEqualTo(StopReason.NONE);
        nanos += 1_000_000_000;
        assertThat(ask(seldom)).isEqualTo(StopReason.EMERGENCY);
    }

    @Test
    void aReasonThatWasTrueOnceStays() {
        answers.addAll(List.of(StopReason.EMERGENCY, StopReason.NONE));
        StopSignal seldom = new ThrottledStopSignal(this::next, () -> nanos);

        ask(seldom);
        nanos += 2_000_000_000;
        assertThat(ask(seldom)).isEqualTo(StopReason.EMERGENCY);
    }

    @Test
    void whereNobodyCanTellAThrottledOneEndsAsByAnEmergencyStop() {
        assertThat(ask(new ThrottledStopSignal(this::next, () -> nanos))).isEqualTo(StopReason.EMERGENCY);
    }

    private static StopReason ask(StopSignal signal) {
        try {
            return signal.ask();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
