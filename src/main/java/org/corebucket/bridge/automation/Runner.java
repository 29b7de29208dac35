package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.SlotPlace;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.RefusalIncidents;
import org.corebucket.bridge.guard.StartFacts;
import org.corebucket.bridge.launch.Launcher;
import org.corebucket.bridge.launch.RunJournal;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.StopLatch;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs once, or whenever they are due, at one node or several, until all is done or it is told to end; then running
 * actions have some seconds to finish. Each node has its own directory and threads, and none is harmed by another's failure.
 */
public final class Runner {

    /**
     * Where it is recorded what became of due times.
     *
     * @param place whether that is this host's alone, or shared
     * @param deployment the deployment's id, if runners of other hosts may do the same runs
     */
    public record RunnerRecords(SlotPlace place, Optional<UUID> deployment) {

        /** In files, of which no other host knows. */
        public static final RunnerRecords FILES = new RunnerRecords(SlotPlace.FILES, Optional.empty());
    }

    private final List<Job> jobs;
    private final Actions actions;
    private final RunnerRecords records;
    private final Path reports;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RunnerListener listener;
    private final RunnerTimes times;

    /**
     * A runner that has not begun.
     *
     * @param jobs in the order in which they begin
     * @param actions what jobs are made of
     * @param records where it is recorded what became of due times
     * @param reports the directory of the reports
     * @param clock what time it is
     * @param nanos what durations are measured with, like {@link System#nanoTime}
     */
    Runner(
            List<Job> jobs,
            Actions actions,
            RunnerRecords records,
            Path reports,
            InstantSource clock,
            LongSupplier nanos,
            RunnerListener listener) {
        this.jobs = List.copyOf(jobs);
        this.actions = actions;
        this.records = records;
        this.reports = reports;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.times = RunnerTimes.STANDARD;
    }

    /**
     * The runner of a deployment's jobs. Its plugins are verified, started, recorded and refused as {@code run} does it with what
     * it is asked for.
     *
     * @param policy that verified
     * @param stop the emergency stop
     * @param updates the way of updates to the bridge
     * @param records where it is recorded what became of due times
     */
    public static Runner of(
            Deployment deployment,
            Host host,
            Policy policy,
            StopSignal stop,
            List<Job> jobs,
            BridgeApi bridge,
            UpdateSender updates,
            RunnerRecords records,
            RunnerListener listener) {
        RunJournal journal = new RunJournal(deployment, host.clock());
        PluginRunner plugins = new PluginRunner(
                deployment,
                host,
                () -> StartFacts.now(deployment, host, false),
                new Launcher(deployment, host, journal, stop),
                List.of(journal, new RefusalIncidents(deployment, host)),
                new PluginLogs(deployment.reports()),
                System::nanoTime);
        BuiltInPlugins builtIns = new BuiltInPlugins(
                bridge, updates, List.copyOf(policy.modules().keySet()), host.clock(), System::nanoTime);
        Actions actions = new Actions(bridge, updates, plugins, builtIns, host.clock());
        return new Runner(jobs, actions, records, deployment.reports(), host.clock(), System::nanoTime, listener);
    }

    /**
     * Runs. At intervals and due times it has other jobs as soon as they are sealed.
     *
     * @return the worst that happened; {@link JobOutcome#STOPPED} if the runner's end cut something short, or kept it from beginning
     * @throws IOException if a node's report or slots could not be written, after all nodes have ended; or if it could not
     *     be asked whether to end, which is no permission to go on
     */
    public JobOutcome run(RunnerArguments arguments, StopSignal signals, SealedJobs sealed)
            throws IOException, InterruptedException {
        StopLatch end = new StopLatch();
        ExecutorService threads = Executors.newCachedThreadPool(Runner::daemon);
        List<NodeRun> nodes = new ArrayList<>();
        try {
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int number = 1; number <= Math.max(1, arguments.nodes()); number++) {
                NodeRun node = new NodeRun(NodeId.of(number));
                nodes.add(node);
                ends.add(CompletableFuture.runAsync(() -> node.run(arguments, end, threads), threads));
            }
            // What runs each job once has begun with all of them.
            SealedJobs followed = arguments.interval().isEmpty() ? SealedJobs.FIXED : sealed;
            JobRenewal renewal =
                    new JobRenewal(followed, threads, listener, jobs -> nodes.forEach(node -> node.renewed.set(jobs)));
            await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)), end, () -> {
                renewal.look();
                StopReason reason = signals.ask();
                return reason == StopReason.NONE && renewal.isWithdrawn() ? StopReason.ORDERLY : reason;
            });
            JobOutcome worst = worst(nodes);
            return renewal.isWithdrawn() ? worst.and(JobOutcome.REFUSED) : worst;
        } finally {
            end.endNow();
            threads.shutdown();
        }
    }

    /** Waits for all nodes; once told to end, only as long as its times allow. */
    private void await(CompletableFuture<Void> all, StopLatch end, StopSignal signals)
            throws IOException, InterruptedException {
        StopReason reason = StopReason.NONE;
        while (reason == StopReason.NONE && !ThreadJoin.isDone(all, times.look())) {
            reason = signals.ask();
        }
        end.end();
        boolean stopped = reason == StopReason.EMERGENCY;
        if (!ThreadJoin.isDone(all, stopped ? times.stopped() : times.orderly())) {
            end.endNow();
            ThreadJoin.isDone(all, times.ending().plus(times.look()));
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

    /** One node, from its report to its end. Whoever waited for its end sees what its thread has written. */
    private final class NodeRun {

        private final NodeId id;
        private volatile JobOutcome outcome = JobOutcome.STOPPED;
        private volatile @Nullable IOException trouble;
        private final AtomicReference<@Nullable List<Job>> renewed = new AtomicReference<>();

        NodeRun(NodeId id) {
            this.id = id;
        }

        void run(RunnerArguments arguments, StopLatch end, ExecutorService threads) {
            try {
                Path directory = arguments.nodes() == 0 ? reports : reports.resolve(id.text());
                RunReport report = RunReport.begin(directory, clock, listener::trouble);
                LimitedCall calls = new LimitedCall(end, times.ending(), listener::bug);
                JobExecution.JobContext means = new JobExecution.JobContext(
                        actions, calls, new SessionNames(records.deployment()), end, times, clock, nanos);
                Node node = new Node(id, report, means, listener, threads);
                try (Slots slots = records.place().open(id.text(), directory, listener::trouble)) {
                    InstantSource time = slots.clock(clock);
                    outcome = arguments.interval().isEmpty()
                            ? new OnceThrough(node, slots, time).run(jobs, threads)
                            : new DueJobs(node, slots, time, nanos, times, renewed).run(jobs, arguments, end, listener);
                }
            } catch (IOException e) {
                trouble = e;
                listener.failed(id, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                outcome = JobOutcome.FAILED;
                listener.bug(e);
            }
        }
    }
}
