package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.SlotLog;
import org.corebucket.bridge.process.StopLatch;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs once, or whenever they are due, at one node or several, until all is done or it is told to end; then running
 * actions have some seconds to finish. Each node has its own directory and threads, and none is harmed by another's failure.
 */
public final class Runner {

    private final RunnerParts parts;
    private final RunnerTimes pace;

    /**
     * What it works with.
     *
     * @param jobs in the order in which they begin
     * @param actions what they are made of
     * @param reports the directory of the reports
     * @param clock what time it is
     * @param nanos what durations are measured with, like {@link System#nanoTime}
     */
    public record RunnerParts(
            List<Job> jobs,
            Actions actions,
            Path reports,
            InstantSource clock,
            LongSupplier nanos,
            RunnerListener onlooker) {
        public RunnerParts {
            jobs = List.copyOf(jobs);
        }
    }

    /** A runner. */
    public Runner(RunnerParts parts) {
        this(parts, RunnerTimes.STANDARD);
    }

    Runner(RunnerParts parts, RunnerTimes pace) {
        this.parts = parts;
        this.pace = pace;
    }

    /**
     * Runs.
     *
     * @return the worst that happened; {@link JobOutcome#STOPPED} if something was ended, or kept from beginning, by its end
     * @throws IOException if a node's report or slots could not be written, after all nodes have ended; or if it could not
     *     be asked whether to end, which is no permission to go on
     */
    public JobOutcome run(RunnerArguments arguments, StopSignal signals) throws IOException, InterruptedException {
        StopLatch halt = new StopLatch();
        ExecutorService threads = Executors.newCachedThreadPool(Runner::daemon);
        List<NodeRun> nodes = new ArrayList<>();
        try {
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int number = 1; number <= Math.max(1, arguments.nodes()); number++) {
                NodeRun node = new NodeRun(NodeId.of(number));
                nodes.add(node);
                ends.add(CompletableFuture.runAsync(() -> node.run(arguments, halt, threads), threads));
            }
            await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)), halt, signals);
            return worst(nodes);
        } finally {
            halt.endNow();
            threads.shutdown();
        }
    }

    /** Waits for all nodes; once told to end, for so long as the pace has it. */
    private void await(CompletableFuture<Void> all, StopLatch halt, StopSignal signals)
            throws IOException, InterruptedException {
        StopReason reason = StopReason.NONE;
        while (reason == StopReason.NONE && !ThreadJoin.isDone(all, pace.look())) {
            reason = signals.ask();
        }
        halt.end();
        boolean stopped = reason == StopReason.EMERGENCY;
        if (!ThreadJoin.isDone(all, stopped ? pace.stopped() : pace.orderly())) {
            halt.endNow();
            ThreadJoin.isDone(all, pace.ending().plus(pace.look()));
        }
    }

    private static JobOutcome worst(List<NodeRun> nodes) throws IOException {
        JobOutcome worst = JobOutcome.OK;
        IOException trouble = null;
        for (NodeRun node : nodes) {
            worst = worst.and(node.outcome);
            trouble = trouble == null ? node.trouble : trouble;
        }
        if (trouble != null) {
            throw trouble;
        }
        return worst;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "automation");
        thread.setDaemon(true);
        return thread;
    }

    /** One node, from its report to its end. What its thread has written is seen by who waited for it. */
    private final class NodeRun {

        private final NodeId id;
        private volatile JobOutcome outcome = JobOutcome.STOPPED;
        private volatile @Nullable IOException trouble;

        NodeRun(NodeId id) {
            this.id = id;
        }

        void run(RunnerArguments arguments, StopLatch halt, ExecutorService threads) {
            try {
                Path directory = arguments.nodes() == 0
                        ? parts.reports()
                        : parts.reports().resolve(id.text());
                RunnerListener onlooker = parts.onlooker();
                RunReport report = RunReport.begin(directory, parts.clock(), onlooker::trouble);
                LimitedCall calls = new LimitedCall(halt, pace.ending(), onlooker::bug);
                JobExecution.JobContext means =
                        new JobExecution.JobContext(parts.actions(), calls, halt, pace, parts.clock(), parts.nanos());
                Node node = new Node(id, report, means, onlooker, threads);
                SlotLog slots = SlotLog.open(directory, onlooker::trouble);
                outcome = arguments.interval().isEmpty()
                        ? new OnceThrough(node, slots, parts.clock()).run(parts.jobs(), threads)
                        : new DueJobs(node, slots, parts.clock(), parts.nanos(), pace)
                                .run(parts.jobs(), arguments, halt, onlooker);
            } catch (IOException e) {
                trouble = e;
                parts.onlooker().failed(id, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                outcome = JobOutcome.FAILED;
                parts.onlooker().bug(e);
            }
        }
    }
}
