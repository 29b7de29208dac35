package org.corebucket.bridge.automation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.process.StopLatch;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job. All actions are done in their order, whatever becomes of those before; a further try repeats those
 * alone that failed and may come to more. An update keeps its session id over all tries, so that it arrives once. Nothing goes
 * on beyond the time until which the run is this runner's.
 */
final class JobExecution {

    private final Job job;
    private final NodeId node;
    private final JobContext context;
    private final OptionalLong deadline;
    private final List<Step> steps = new ArrayList<>();
    private final List<JobReport.ActionDone> done = new ArrayList<>();

    /** What all runs of a node share. */
    record JobContext(
            Actions actions,
            LimitedCall calls,
            SessionNames sessions,
            StopLatch end,
            RunnerTimes times,
            InstantSource clock,
            LongSupplier nanos) {}

    /** An action, and what came of its last try; null before the first. */
    private static final class Step {
        private final Action action;
        private final Task task;
        private @Nullable ActionResult last;

        Step(Action action, Task task) {
            this.action = action;
            this.task = task;
        }

        boolean isToBeDone() {
            return last == null || last.again();
        }
    }

    JobExecution(Job job, NodeId node, ClaimedRun claimed, JobContext context) {
        this.job = job;
        this.node = node;
        this.context = context;
        this.deadline = claimed.deadline();
        for (Action action : job.actions()) {
            String sessionId = context.sessions().of(node, claimed, steps.size() + 1);
            steps.add(new Step(action, new Task(job.name(), node, sessionId)));
        }
    }

    JobReport run() throws InterruptedException {
        Instant started = context.clock().instant();
        long begin = context.nanos().getAsLong();
        boolean goOn = true;
        for (int attempt = 1; goOn; attempt++) {
            tryOnce(attempt);
            goOn = attempt <= job.retries()
                    && steps.stream().anyMatch(Step::isToBeDone)
                    && context.end().await(context.times().afterTry(attempt)) == StopReason.NONE;
        }
        Duration took = Duration.ofNanos(Math.max(0, context.nanos().getAsLong() - begin));
        return new JobReport(job.name(), node, started, took, outcome(), done);
    }

    private void tryOnce(int attempt) throws InterruptedException {
        long deadline = context.nanos().getAsLong() + job.timeout().toNanos();
        for (Step step : steps) {
            if (step.isToBeDone()) {
                Instant time = context.clock().instant();
                ActionResult result = perform(step, deadline);
                step.last = result;
                done.add(new JobReport.ActionDone(step.action.type(), time, attempt, result));
            }
        }
    }

    private ActionResult perform(Step step, long deadline) throws InterruptedException {
        if (context.end().ask() != StopReason.NONE) {
            return ActionResult.stopped("the runner ended before it began", ActionDetails.none());
        }
        long now = context.nanos().getAsLong();
        long left = deadline - now;
        if (this.deadline.isPresent()) {
            left = Math.min(left, this.deadline.getAsLong() - now);
        }
        if (left <= 0) {
            return ActionResult.failed("the job's time was up before it began", ActionDetails.none());
        }
        String thread = node + " " + job.name();
        return context.calls()
                .run(thread, Duration.ofNanos(left), () -> context.actions().run(step.action, step.task));
    }

    private JobOutcome outcome() {
        JobOutcome outcome = JobOutcome.OK;
        for (Step step : steps) {
            if (step.last != null) {
                outcome = outcome.and(step.last.outcome());
            }
        }
        return outcome;
    }
}
