package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.client.Reply;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.process.StopLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tries of a job: how many, of what, with which time, and at what distance. */
@Timeout(60)
final class JobExecutionTest implements BridgeApi {

    private static final Duration NONE = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Action FIRST = new Action.RunFile("first", List.of("{file}"), HOUR, HOUR);
    private static final Action SECOND = new Action.RunFile("second", List.of("{file}"), HOUR, HOUR);
    private static final Action STATUS = new Action.GetBucketStatus();

    /** What an action does, once. */
    private interface Once {
        ActionResult run() throws InterruptedException;
    }

    private final Map<String, Deque<Once>> scripts = Map.of("first", new ArrayDeque<>(), "second", new ArrayDeque<>());
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sessions = Collections.synchronizedList(new ArrayList<>());
    private final StopLatch halt = new StopLatch();
    private RunnerTimes pace = pace(NONE, NONE);
    private final AtomicLong nanos = new AtomicLong();
    private OptionalLong until = OptionalLong.empty();
    private UpdateSender.Sent sent = new UpdateSender.Sent.UpdateAccepted(1, "ab");

    private static RunnerTimes pace(Duration retry, Duration longest) {
        return new RunnerTimes(NONE, retry, longest, HOUR, HOUR, HOUR);
    }

    private void script(String file, Once... tries) {
        Objects.requireNonNull(scripts.get(file)).addAll(List.of(tries));
    }

    private ActionResult plugin(Action.ProcessAction action, Task task) throws InterruptedException {
        Action.RunFile plugin = (Action.RunFile) action;
        ran.add(plugin.file());
        sessions.add(task.sessionId());
        return Objects.requireNonNull(scripts.get(plugin.file())).remove().run();
    }

    private UpdateSender.Sent deliver(Update update) {
        sessions.add(update.sessionId());
        return sent;
    }

    private JobReport run(int retries, Action... actions) throws Exception {
        return run(HOUR, retries, nanos::get, actions);
    }

    private JobReport run(Duration timeout, int retries, LongSupplier time, Action... actions) throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-23T08:00:00Z"));
        Job job = new Job("job", new Trigger.OnStartup(), List.of(actions), timeout, retries, Job.OnMissed.SKIP);
        Actions all = new Actions(
                this,
                this::deliver,
                this::plugin,
                new BuiltInPlugins(this, this::deliver, List.of(), clock, time),
                clock);
        LimitedCall calls = new LimitedCall(halt, HOUR, bug -> {});
        JobExecution.JobContext means =
                new JobExecution.JobContext(all, calls, new SessionNames(Optional.empty()), halt, pace, clock, time);
        Instant due = clock.instant();
        ClaimedRun claimed = new ClaimedRun(new BegunRun("job", due, due, false), until);
        return new JobExecution(job, NodeId.of(1), claimed, means).run();
    }

    private static ActionResult ok() {
        return ActionResult.ok(ActionDetails.none());
    }

    private static ActionResult failed() {
        return ActionResult.failed("not now", ActionDetails.none());
    }

    @Test
    void whatFailsIsTriedAgainAsOftenAsTheJobSaysAndNoMore() throws Exception {
        script("first", JobExecutionTest::failed, JobExecutionTest::failed, JobExecutionTest::failed);

        JobReport report = run(2, FIRST);

        assertThat(ran).hasSize(3);
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(report.actions()).extracting(JobReport.ActionDone::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void nothingGoesOnBeyondTheTimeUntilWhichTheRunIsThisRunners() throws Exception {
        until = OptionalLong.of(HOUR.toNanos() / 2);
        script("first", () -> {
            nanos.addAndGet(HOUR.toNanos() / 2);
            return failed();
        });

        JobReport report = run(3, FIRST, SECOND);

        assertThat(ran).containsExactly("first");
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void aJobWithoutRetriesIsTriedOnce() throws Exception {
        script("first", JobExecutionTest::failed);

        assertThat(run(0, FIRST).actions()).hasSize(1);
    }

    @Test
    void whatSucceededIsNeverRepeatedAndAfterASuccessThereIsNoFurtherTry() throws Exception {
        script("first", JobExecutionTest::ok);
        script("second", JobExecutionTest::failed, JobExecutionTest::ok);

        JobReport report = run(5, FIRST, SECOND);

        assertThat(ran).containsExactly("first", "second", "second");
        assertThat(report.outcome()).isEqualTo(JobOutcome.OK);
    }

    @Test
    void aFailureKeepsNoLaterActionFromBeingDone() throws Exception {
        script("first", JobExecutionTest::failed);
        script("second", JobExecutionTest::ok);

        JobReport report = run(0, FIRST, SECOND);

        assertThat(ran).containsExactly("first", "second");
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void whatNoTimeHealsIsNotTriedAgain() throws Exception {
        script("first", () -> ActionResult.hopeless("never", ActionDetails.none()));
        script("second", () -> ActionResult.refused("forbidden", ActionDetails.none()));

        JobReport report = run(5, FIRST, SECOND);

        assertThat(ran).containsExactly("first", "second");
        assertThat(report.outcome()).isEqualTo(JobOutcome.REFUSED);
    }

    @Test
    void anUpdateThatIsInTheOutboxIsLeftToIt() throws Exception {
        sent = new UpdateSender.Sent.UpdateQueued("connection refused");

        JobReport report = run(5, new Action.SendUpdate("finance", new JsonObject(Map.of(), 1)));

        assertThat(sessions).hasSize(1);
        assertThat(report.outcome()).isEqualTo(JobOutcome.UNREACHABLE);
    }

    @Test
    void anUpdateThatTheBridgeRejectsIsNotSentAgain() throws Exception {
        sent = new UpdateSender.Sent.UpdateRejected("unknown_module");

        JobReport report = run(5, new Action.SendUpdate("finance", new JsonObject(Map.of(), 1)));

        assertThat(sessions).hasSize(1);
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void anActionKeepsItsSessionOverAllTriesAndSharesItWithNoOther() throws Exception {
        script("first", JobExecutionTest::failed, JobExecutionTest::ok);
        script("second", JobExecutionTest::ok);

        run(1, FIRST, SECOND);

        assertThat(sessions).hasSize(3);
        assertThat(sessions.get(2)).isEqualTo(sessions.get(0)).isNotEqualTo(sessions.get(1));
    }

    @Test
    void theTimeOfATryIsSharedByItsActions() throws Exception {
        script("first", () -> {
            nanos.addAndGet(HOUR.toNanos());
            return ok();
        });

        JobReport report = run(0, FIRST, SECOND);

        assertThat(ran).containsExactly("first");
        assertThat(CanonicalJson.of(report.actions().get(1).result().details()))
                .isEqualTo("{\"error\": \"the job's time was up before it began\"}");
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(report.took()).isEqualTo(HOUR);
    }

    @Test
    void aFurtherTryHasTheWholeTimeAnew() throws Exception {
        script("first", () -> {
            nanos.addAndGet(HOUR.toNanos());
            return ok();
        });
        script("second", JobExecutionTest::ok);

        JobReport report = run(1, FIRST, SECOND);

        assertThat(ran).containsExactly("first", "second");
        assertThat(report.outcome()).isEqualTo(JobOutcome.OK);
    }

    @Test
    void anActionThatGoesOnForLongerThanTheJobMayIsEnded() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script("first", () -> {
            never.await();
            return ok();
        });

        JobReport report = run(NONE, 0, nanos::get, FIRST);

        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(CanonicalJson.of(report.actions().get(0).result().details()))
                .isEqualTo("{\"error\": \"the job's time was up before it was done\"}");
    }

    @Test
    void anActionHasOnlyTheTimeThatThoseBeforeItLeft() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script("first", () -> {
            nanos.addAndGet(HOUR.minus(NONE).toNanos());
            return ok();
        });
        script("second", () -> {
            never.await();
            return ok();
        });

        assertThat(run(0, FIRST, SECOND).outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void theRunnersEndCutsThePauseShortAndThereIsNoFurtherTry() throws Exception {
        pace = pace(HOUR, HOUR);
        script("first", () -> {
            halt.end();
            return failed();
        });

        JobReport report = run(5, FIRST);

        assertThat(report.actions()).hasSize(1);
        assertThat(report.outcome()).isEqualTo(JobOutcome.FAILED);
    }

    @Test
    void nothingBeginsOnceTheStopLatchs() throws Exception {
        script("first", () -> {
            halt.end();
            return ok();
        });

        JobReport report = run(0, FIRST, SECOND);

        assertThat(ran).containsExactly("first");
        assertThat(report.outcome()).isEqualTo(JobOutcome.STOPPED);
    }

    @Test
    void betweenTwoTriesThePauseOfThePaceGoesBy() throws Exception {
        pace = pace(Duration.ofMillis(20), Duration.ofMillis(30));
        script("first", JobExecutionTest::failed, JobExecutionTest::failed, JobExecutionTest::ok);

        JobReport report = run(HOUR, 2, System::nanoTime, FIRST);

        assertThat(report.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void pausesDoubleUpToHalfAMinuteHoweverManyTriesThereAre() {
        List<Long> seconds = new ArrayList<>();
        for (int attempt = 1; attempt <= 8; attempt++) {
            seconds.add(RunnerTimes.STANDARD.afterTry(attempt).toSeconds());
        }

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(RunnerTimes.STANDARD.afterTry(Integer.MAX_VALUE)).hasSeconds(30);
    }

    @Test
    void aBridgeThatIsAskedForItsStatusAnswersInTheReport() throws Exception {
        JobReport report = run(0, STATUS);

        assertThat(CanonicalJson.of(report.actions().get(0).result().details())).isEqualTo("{\"answer\": {}}");
    }

    @Override
    public Reply bucketStatus() {
        return new Reply.Answered(new JsonObject(Map.of(), 1));
    }

    @Override
    public Reply send(Update update) {
        throw new AssertionError("updates go through the outbox");
    }

    @Override
    public Reply send(Heartbeat heartbeat) {
        return bucketStatus();
    }

    @Override
    public Reply receipt(String module, String sessionId) {
        return bucketStatus();
    }

    @Override
    public Reply health() {
        return bucketStatus();
    }
}
