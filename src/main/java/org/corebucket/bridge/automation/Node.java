package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.automation.schedule.JobRuns;
import org.corebucket.bridge.automation.schedule.SlotState;

/** One node: runs jobs, and reports each before its end is known to anybody. For many threads. */
final class Node implements JobRuns {

    private final NodeId id;
    private final RunReport report;
    private final JobExecution.JobContext context;
    private final RunnerListener told;
    private final Executor threads;

    /**
     * A node that writes into a report.
     *
     * @param told is told of every job that ended
     * @param threads where jobs run that are begun
     */
    Node(NodeId id, RunReport report, JobExecution.JobContext context, RunnerListener told, Executor threads) {
        this.id = id;
        this.report = report;
        this.context = context;
        this.told = told;
        this.threads = threads;
    }

    /**
     * Runs a job to its end.
     *
     * @throws IOException if its end could not be reported, whatever it was
     */
    JobOutcome run(Job job, ClaimedRun claimed) throws IOException, InterruptedException {
        JobReport ended = new JobExecution(job, id, claimed, context).run();
        report.append(ended);
        told.ended(ended);
        return ended.outcome();
    }

    /** Each try has the job's time, and what it takes to end what is not over then; between them are pauses. */
    @Override
    public Duration limit(Job job) {
        RunnerTimes times = context.times();
        Duration limit = job.timeout().plus(times.ending());
        for (int attempt = 1; attempt <= job.retries(); attempt++) {
            limit = limit.plus(times.afterTry(attempt)).plus(job.timeout()).plus(times.ending());
        }
        return limit;
    }

    @Override
    public CompletionStage<SlotState> begin(Job job, ClaimedRun claimed) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run(job, claimed).state();
                    } catch (IOException e) {
                        told.unreported(id, job, e);
                        return SlotState.FAILED;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return SlotState.STOPPED;
                    }
                },
                threads);
    }
}
