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
 * Starts approved processes from staged copies, and stays with them to their end (CONTRACT 3). Nothing is started of which
 * no record could be written; nothing is left on disk, and no process running, when it returns.
 */
public final class Launcher {

    /** The grace after a signal, and what ending, removing and recording may take in the worst case. */
    private static final long SIGNAL_LIMIT_SECONDS = 30;

    private final Deployment deployment;
    private final Host host;
    private final RunJournal journal;
    private final StopSignal stop;
    private final Runs runs;

    /**
     * A launcher of one deployment's entrypoints.
     *
     * @param stop the emergency stop; signals of the process are passed on to what runs
     */
    public Launcher(Deployment deployment, Host host, RunJournal journal, StopSignal stop) {
        this.deployment = deployment;
        this.host = host;
        this.journal = journal;
        this.stop = stop;
        this.runs = new Runs(host, ProcessTable.system());
    }

    /** What came of a start. */
    public sealed interface LaunchOutcome {

        /** It was not started after all; nothing was recorded of it yet. */
        record LaunchRefused(Refusal refusal) implements LaunchOutcome {}

        /** It ran, and has ended. */
        record Ran(RunResult result) implements LaunchOutcome {}
    }

    /** What came of a preparation. */
    public sealed interface Preparation {

        /** It must not start; nothing was recorded of it yet. */
        record PreparationRefused(Refusal refusal) implements Preparation {}

        /** It may start, and is on disk; whoever gets it closes it. */
        record ReadyToRun(PreparedRun run) implements Preparation {}
    }

    /**
     * Stages, starts, waits and cleans up. Standard input, output and error are this process's own.
     *
     * @param command made for what was approved
     * @param entries all lines of the manifest that was verified
     * @throws IOException if it could not be recorded, staged or watched over; what was started is ended
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
     * Stages what was approved and records that it is about to start, for a caller that starts and supervises it with
     * streams of its own.
     *
     * @param entries all lines of the manifest that was verified
     * @throws IOException if it could not be recorded or staged; nothing stays
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
