package org.corebucket.bridge.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.process.Ending;
import org.corebucket.bridge.process.ProcessId;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;

/**
 * Starts approved processes from staged copies, and stays with them to their end (CONTRACT 3). Nothing is started of which
 * no record could be written; nothing is left on disk, and no process running, when it returns.
 */
public final class Launcher {

    /** The grace after a signal, and what ending, removing and recording may take in the worst case. */
    private static final long SIGNAL_LIMIT_SECONDS = 30;

    private final Deployment deployment;
    private final Host host;
    private final RunJournal journal;
    private final StopSwitch stop;
    private final ProcessTable processes = ProcessTable.system();
    private final Runs runs;

    /** A launcher of one deployment's entrypoints. */
    public Launcher(Deployment deployment, Host host, RunJournal journal, StopSwitch stop) {
        this.deployment = deployment;
        this.host = host;
        this.journal = journal;
        this.stop = stop;
        this.runs = new Runs(host, processes);
    }

    /** What came of a start. */
    public sealed interface Outcome {

        /** It was not started after all; nothing was recorded of it yet. */
        record Refused(Refusal refusal) implements Outcome {}

        /** It ran, and has ended. */
        record Ran(RunResult result) implements Outcome {}
    }

    /** What is about to run, and where. */
    private record Start(RegisteredRun run, ProcessCommand command, Path staged, RunDirectory directory) {}

    /**
     * Stages, starts, waits and cleans up. Standard input, output and error are this process's own.
     *
     * @param command made for what was approved
     * @param entries all lines of the manifest that was verified
     * @throws IOException if it could not be recorded, staged or watched over; what was started is ended
     */
    public Outcome run(
            RunRequest request, Decision.Approved approved, ProcessCommand command, List<ManifestEntry> entries)
            throws IOException, InterruptedException {
        runs.sweep();
        try (SignalRelay signals = SignalRelay.listen(SIGNAL_LIMIT_SECONDS);
                RunDirectory directory = runs.open()) {
            Optional<String> difference = StagedFiles.stage(deployment.root(), entries, directory.files());
            if (difference.isPresent()) {
                return new Outcome.Refused(request.refuseChanged(difference.get()));
            }
            if (stop.isInForce()) {
                return new Outcome.Refused(request.refuseStopped());
            }
            RegisteredRun run = new RegisteredRun(
                    directory.id(),
                    deployment.root(),
                    request,
                    host.clock().instant(),
                    ProcessHandle.current().pid(),
                    RegisteredRun.NOT_STARTED);
            directory.register(run);
            journal.starting(run, approved.file().digest());
            Path staged = directory.files().resolve(approved.file().path());
            RunResult result = supervise(new Start(run, command, staged, directory), signals);
            journal.ended(run, result);
            return new Outcome.Ran(result);
        }
    }

    private RunResult supervise(Start start, SignalRelay signals) throws IOException, InterruptedException {
        Instant begin = start.run().started();
        Process process = start.command()
                .builder(deployment, start.staged(), start.run().id())
                .start();
        ProcessTree tree =
                ProcessTree.ofSession(processes, process.pid(), start.run().id().text());
        signals.relayTo(process.pid());
        register(start, process.pid(), tree);
        Supervisor.Outcome outcome = new Supervisor(stop, Supervisor.Pace.STANDARD).supervise(process, tree, signals);
        if (!outcome.ending().isComplete()) {
            start.directory().keep();
        }
        return new RunResult(begin, outcome.exitCode(), outcome.stopped(), left(outcome.ending()));
    }

    /** What is not registered can't be found when this process is killed, so it does not go on. */
    private void register(Start start, long pid, ProcessTree tree) throws IOException {
        try {
            Optional<ProcessId> main = processes.find(pid).map(RunningProcess::id);
            if (main.isPresent()) {
                start.directory().register(start.run().with(main.get()));
            }
        } catch (IOException e) {
            tree.end(Duration.ZERO);
            throw e;
        }
    }

    private static List<String> left(Ending ending) {
        List<String> left = new ArrayList<>();
        ending.refused().forEach(process -> left.add(process.toString()));
        ending.stuck().forEach(process -> left.add(process.toString()));
        return left;
    }
}
