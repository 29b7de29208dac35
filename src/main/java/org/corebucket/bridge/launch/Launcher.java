package org.corebucket.bridge.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;

/**
 * Starts approved processes from staged copies, and supervises them to their end (CONTRACT 3). Nothing is started unless its
 * start could be recorded. When it returns, nothing is left on disk, and no process is left running.
 */
public final class Launcher {

    /**
     * How long the JVM may be kept after a signal: the grace, and the time that ending, removing and recording may take at
     * worst.
     */
    private static final long SIGNAL_LIMIT_SECONDS = 30;

    private final Deployment deployment;
    private final Host host;
    private final RunJournal journal;
    private final StopSignal stop;
    private final Runs runs;

    /**
     * A launcher of one deployment's entrypoints.
     *
     * @param stop the emergency stop
     */
    public Launcher(Deployment deployment, Host host, RunJournal journal, StopSignal stop) {
        this.deployment = deployment;
        this.host = host;
        this.journal = journal;
        this.stop = stop;
        this.runs = new Runs(host, ProcessTable.system());
    }

    /** The outcome of a start. */
    public sealed interface LaunchOutcome {

        /** It was refused before it was started. The caller must record the refusal. */
        record LaunchRefused(Refusal refusal) implements LaunchOutcome {}

        /** It ran, and has ended. */
        record Ran(RunResult result) implements LaunchOutcome {}
    }

    /** The outcome of a preparation. */
    public sealed interface Preparation {

        /** It must not start. The caller must record the refusal. */
        record PreparationRefused(Refusal refusal) implements Preparation {}

        /** It may start, and its files are staged. The caller must close it. */
        record ReadyToRun(PreparedRun run) implements Preparation {}
    }

    /**
     * Stages the files, starts the process, waits for it, and cleans up. The process has this process's standard input, output
     * and error, and gets its signals.
     *
     * @param command the command of the approved entrypoint
     * @param entries all entries of the verified manifest
     * @throws IOException if it could not be recorded, staged or supervised; if it was started, it has been ended
     */
    public LaunchOutcome run(
            RunRequest request, Decision.Approved approved, ProcessCommand command, List<ManifestEntry> entries)
            throws IOException, InterruptedException {
        try (SignalRelay signals = SignalRelay.listen(SIGNAL_LIMIT_SECONDS)) {
            Preparation preparation = prepare(request, approved, entries);
            if (preparation instanceof Preparation.PreparationRefused refused) {
                return new LaunchOutcome.LaunchRefused(refused.refusal());
            }
            try (PreparedRun run = ((Preparation.ReadyToRun) preparation).run()) {
                return new LaunchOutcome.Ran(supervise(run, command, signals));
            }
        }
    }

    /**
     * Stages the files of an approved entrypoint, and records that it is about to start. The caller starts and supervises it,
     * with streams of its own.
     *
     * @param entries all entries of the verified manifest
     * @throws IOException if it could not be recorded or staged; then nothing is left on disk
     */
    public Preparation prepare(RunRequest request, Decision.Approved approved, List<ManifestEntry> entries)
            throws IOException {
        runs.sweep();
        RunDirectory directory = runs.open();
        boolean ready = false;
        try {
            Optional<String> difference = StagedFiles.stage(deployment.root(), entries, directory.files());
            if (difference.isPresent()) {
                return new Preparation.PreparationRefused(request.refuseChanged(difference.get()));
            }
            if (stop.ask() == StopReason.EMERGENCY) {
                return new Preparation.PreparationRefused(request.refuseStopped());
            }
            PreparedRun run = record(request, approved, directory);
            ready = true;
            return new Preparation.ReadyToRun(run);
        } finally {
            if (!ready) {
                directory.close();
            }
        }
    }

    private PreparedRun record(RunRequest request, Decision.Approved approved, RunDirectory directory)
            throws IOException {
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
        return new PreparedRun(deployment, directory, run, staged, journal);
    }

    private RunResult supervise(PreparedRun run, ProcessCommand command, SignalRelay signals)
            throws IOException, InterruptedException {
        PreparedRun.Started started = run.start(run.builder(command).inheritIO());
        signals.relayTo(started.process().pid());
        Supervisor.SupervisedOutcome outcome = new Supervisor(stop, Supervisor.SupervisorTimes.STANDARD)
                .supervise(started.process(), started.tree(), signals);
        return run.ended(outcome.exitCode(), outcome.stopped(), outcome.ending());
    }
}
