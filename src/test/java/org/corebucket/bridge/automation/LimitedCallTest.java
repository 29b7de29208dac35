package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.process.StopLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an action does, its call ends with a result. */
@Timeout(60)
final class LimitedCallTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final StopLatch halt = new StopLatch();
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());

    private ActionResult run(Duration limit, Duration ending, LimitedCall.LimitedWork work)
            throws InterruptedException {
        return new LimitedCall(halt, ending, bugs::add).run("test", limit, work);
    }

    @Test
    void whatTheActionSaysIsTheResult() throws Exception {
        ActionResult said = ActionResult.ok(ActionDetails.none().with("n", 7));

        assertThat(run(LONG, LONG, () -> said)).isSameAs(said);
    }

    @Test
    void anActionRunsOnADaemonThreadOfItsOwnThatIsNamedForItsJob() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());

        run(LONG, LONG, () -> {
            thread.set(Thread.currentThread());
            return ActionResult.ok(ActionDetails.none());
        });

        Thread used = Objects.requireNonNull(thread.get());
        assertThat(used).isNotSameAs(Thread.currentThread());
        assertThat(used.isDaemon()).isTrue();
        assertThat(used.getName()).isEqualTo("test");
    }

    @Test
    void anErrorOfTheMachineIsAFailureThatMayBeTriedAgain() throws Exception {
        ActionResult result = run(LONG, LONG, () -> {
            throw new IOException("No space left on device");
        });

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(result.again()).isTrue();
        assertThat(error(result)).isEqualTo("{\"error\": \"IOException: No space left on device\"}");
        assertThat(bugs).isEmpty();
    }

    @Test
    void aBugIsAFailureAndIsTold() throws Exception {
        ActionResult result = run(LONG, LONG, () -> {
            throw new IllegalStateException("a flaw");
        });

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(bugs).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anErrorOfTheVirtualMachineHarmsNobodyElse() throws Exception {
        ActionResult result = run(LONG, LONG, () -> {
            throw new StackOverflowError();
        });

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(bugs).singleElement().isInstanceOf(StackOverflowError.class);
    }

    @Test
    void anActionWhoseTimeIsUpIsInterruptedAndHasFailed() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);

        ActionResult result = run(SHORT, LONG, () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return ActionResult.ok(ActionDetails.none());
        });

        assertThat(interrupted.getCount()).isZero();
        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(result.again()).isTrue();
        assertThat(error(result)).isEqualTo("{\"error\": \"the job's time was up before it was done\"}");
    }

    @Test
    void anActionThatDoesNotEndWhenItIsToldToIsLeftAlone() throws Exception {
        ActionResult result = run(SHORT, SHORT, this::deaf);

        assertThat(error(result))
                .isEqualTo(
                        "{\"error\": \"the job's time was up before it was done; it did not end, and was left alone\"}");
        never.countDown();
    }

    @Test
    void theRunnersEndStopsAnActionLongBeforeItsTimeIsUp() throws Exception {
        ActionResult result = run(LONG, LONG, () -> {
            halt.endNow();
            never.await();
            return ActionResult.ok(ActionDetails.none());
        });

        assertThat(result.outcome()).isEqualTo(JobOutcome.STOPPED);
        assertThat(result.again()).isFalse();
        assertThat(error(result)).isEqualTo("{\"error\": \"the runner ended before it was done\"}");
    }

    @Test
    void anActionGoesOnWhenNothingNewMayBegin() throws Exception {
        ActionResult result = run(LONG, LONG, () -> {
            halt.end();
            return ActionResult.ok(ActionDetails.none());
        });

        assertThat(result.success()).isTrue();
    }

    private ActionResult deaf() {
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                assertThat(never.getCount()).isPositive();
            }
        }
        return ActionResult.ok(ActionDetails.none());
    }

    private static String error(ActionResult result) {
        return CanonicalJson.of(result.details());
    }
}
