package org.corebucket.bridge.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.Actions;
import org.corebucket.bridge.automation.BuiltInPlugins;
import org.corebucket.bridge.automation.DeploymentVerifier;
import org.corebucket.bridge.automation.JobOutcome;
import org.corebucket.bridge.automation.PluginLogs;
import org.corebucket.bridge.automation.PluginRunner;
import org.corebucket.bridge.automation.Runner;
import org.corebucket.bridge.automation.RunnerArguments;
import org.corebucket.bridge.automation.RunnerListener;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.launch.Launcher;
import org.corebucket.bridge.launch.RunJournal;
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

    private final AutomationParts parts;

    /**
     * What it is composed of.
     *
     * @param policy that verified
     * @param journal of the deployment's runs
     * @param refusals who is told of plugins that did not start
     * @param verification what is asked before each start of a plugin
     */
    record AutomationParts(
            Session session,
            Deployment deployment,
            Policy policy,
            EmergencyStop stop,
            RunJournal journal,
            List<Refusal.Listener> refusals,
            DeploymentVerifier verification,
            RunnerConnections connections,
            Consumer<Throwable> bugs) {
        AutomationParts {
            refusals = List.copyOf(refusals);
        }
    }

    AutomationRun(AutomationParts parts) {
        this.parts = parts;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public int run(Entrypoint entrypoint, byte[] descriptor, List<String> arguments) throws Exception {
        RunnerArguments asked = parse(arguments);
        List<Job> jobs = JobsReader.read(
                descriptor, entrypoint.file(), parts.policy().modules().keySet());
        try (DeploymentLock lock = DeploymentLock.forAutomation(parts.deployment());
                ProcessSignals end = ProcessSignals.listen(parts.session())) {
            AutomationText text = new AutomationText(parts.session(), parts.bugs());
            Runner runner = runner(jobs, text);
            text.begins(asked, jobs.size());
            boolean[] stopped = {false};
            StopSignal signal = end.or(parts.stop());
            JobOutcome outcome = runner.run(asked, () -> {
                StopReason reason = signal.ask();
                stopped[0] |= reason == StopReason.EMERGENCY;
                return reason;
            });
            if (stopped[0]) {
                parts.stop().recordStopped("run " + entrypoint.name() + " " + String.join(" ", arguments));
                text.stopped();
                return ExitCode.STOPPED;
            }
            text.ends(outcome);
            return code(outcome);
        }
    }

    private static RunnerArguments parse(List<String> arguments) throws UsageException {
        try {
            return RunnerArguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Runner runner(List<Job> jobs, RunnerListener listener) throws Exception {
        Deployment deployment = parts.deployment();
        RunnerConnections.RunnerConnection bridge = parts.connections().open(deployment);
        Path reports = deployment.reports();
        BuiltInPlugins builtIns = new BuiltInPlugins(
                bridge.bridge(),
                bridge.updates(),
                List.copyOf(parts.policy().modules().keySet()),
                parts.session().host().clock(),
                System::nanoTime);
        PluginRunner plugins = new PluginRunner(
                deployment,
                parts.session().host(),
                parts.verification(),
                new Launcher(deployment, parts.session().host(), parts.journal(), parts.stop()),
                parts.refusals(),
                new PluginLogs(reports),
                System::nanoTime);
        Actions actions = new Actions(
                bridge.bridge(),
                bridge.updates(),
                plugins,
                builtIns,
                parts.session().host().clock());
        return new Runner(jobs, actions, reports, parts.session().host().clock(), System::nanoTime, listener);
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
