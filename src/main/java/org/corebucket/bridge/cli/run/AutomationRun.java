package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.JobOutcome;
import org.corebucket.bridge.automation.Runner;
import org.corebucket.bridge.automation.RunnerArguments;
import org.corebucket.bridge.automation.SealedJobs;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;

/**
 * Runs the automation in this process (CONTRACT 3). Of several exit codes that would apply, the first of these counts: 32 an
 * emergency stop ended it, 74 a report could not be written, 77 a plugin was refused, 1 a job failed, 69 the bridge could not
 * be reached. A watch that ends in order ends in 0, since each due time has its own record.
 */
final class AutomationRun implements BuiltIns.BuiltInRunner {

    private final Session session;
    private final Deployment deployment;
    private final Policy policy;
    private final EmergencyStop stop;
    private final RunnerConnections connections;
    private final AutomationText text;
    private final SealWatch sealed;

    /** Gives what a runner asks for jobs that are sealed while it runs. */
    @FunctionalInterface
    interface SealWatch {

        /**
         * The jobs of a runner.
         *
         * @param request by which it was started
         * @param told is told what an operator must know
         */
        SealedJobs of(RunRequest request, Consumer<String> told);
    }

    /** A run under a policy that verified. */
    AutomationRun(
            Session session,
            Deployment deployment,
            Policy policy,
            EmergencyStop stop,
            RunnerConnections connections,
            AutomationText text,
            SealWatch sealed) {
        this.session = session;
        this.deployment = deployment;
        this.policy = policy;
        this.stop = stop;
        this.connections = connections;
        this.text = text;
        this.sealed = sealed;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public int run(Entrypoint entrypoint, byte[] descriptor, List<String> arguments) throws Exception {
        RunnerArguments asked = parse(arguments);
        List<Job> jobs =
                JobsReader.read(descriptor, entrypoint.file(), policy.modules().keySet());
        try (DeploymentLock lock = DeploymentLock.forAutomation(deployment)) {
            Optional<DatabaseSettings> database = DeploymentLedger.database(deployment, session.host());
            if (database.isEmpty()) {
                return run(entrypoint, jobs, asked, arguments, Runner.RunnerRecords.FILES);
            }
            try (SharedRecords shared = SharedRecords.open(database.get(), deployment, session.host(), session::warn)) {
                return run(entrypoint, jobs, asked, arguments, shared.records());
            }
        }
    }

    private int run(
            Entrypoint entrypoint,
            List<Job> jobs,
            RunnerArguments asked,
            List<String> arguments,
            Runner.RunnerRecords records)
            throws Exception {
        try (ProcessSignals end = ProcessSignals.listen(session)) {
            RunnerConnections.RunnerConnection connection = connections.open(deployment);
            Runner runner = Runner.of(
                    deployment,
                    session.host(),
                    policy,
                    stop,
                    jobs,
                    connection.bridge(),
                    connection.updates(),
                    records,
                    text);
            text.begins(asked, jobs.size());
            boolean[] stopped = {false};
            StopSignal signal = end.or(stop);
            SealedJobs jobsAsSealed = sealed.of(new RunRequest(entrypoint.name().text(), arguments), text::trouble);
            JobOutcome outcome = runner.run(
                    asked,
                    () -> {
                        StopReason reason = signal.ask();
                        stopped[0] |= reason == StopReason.EMERGENCY;
                        return reason;
                    },
                    jobsAsSealed);
            if (stopped[0]) {
                record("run " + entrypoint.name() + " " + String.join(" ", arguments));
                text.stopped();
                return ExitCode.STOPPED;
            }
            text.ends(outcome);
            return code(outcome);
        }
    }

    private void record(String ended) {
        try {
            stop.recordStopped(ended);
        } catch (IOException e) {
            text.trouble("that the stop ended this could not be noted in the marker: " + IoTrouble.words(e));
        }
    }

    private static RunnerArguments parse(List<String> arguments) throws UsageException {
        try {
            return RunnerArguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static int code(JobOutcome outcome) {
        return switch (outcome) {
            case OK -> ExitCode.OK;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case FAILED -> ExitCode.FAILED;
            case REFUSED -> ExitCode.REFUSED;
            case STOPPED -> ExitCode.FAILED; // by a signal, whose own exit code the JVM gives
        };
    }
}
