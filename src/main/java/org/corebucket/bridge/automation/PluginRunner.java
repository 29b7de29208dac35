package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.EntrypointGuard;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.guard.StartFacts;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.launch.Launcher;
import org.corebucket.bridge.launch.NotRunnableException;
import org.corebucket.bridge.launch.PreparedRun;
import org.corebucket.bridge.launch.ProcessCommand;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.EntrypointName;

/**
 * Runs plugin files and entrypoints of the policy as {@code run} runs foreign entrypoints (CONTRACT 3): the deployment is verified right before, and only
 * what is listed, sealed and not forbidden starts, from a private copy, in a session of its own. For many threads.
 */
final class PluginRunner implements PluginFiles {

    private final Deployment deployment;
    private final Host host;
    private final DeploymentVerifier verification;
    private final Launcher launcher;
    private final List<Refusal.Listener> refusals;
    private final PluginLogs logs;
    private final LongSupplier nanos;
    private final Object verifying = new Object();

    /**
     * A runner of a deployment's plugins.
     *
     * @param launcher of the deployment's processes
     * @param refusals are told of every plugin that did not start
     * @param nanos what time-outs are measured with, like {@link System#nanoTime}
     */
    PluginRunner(
            Deployment deployment,
            Host host,
            DeploymentVerifier verification,
            Launcher launcher,
            List<Refusal.Listener> refusals,
            PluginLogs logs,
            LongSupplier nanos) {
        this.deployment = deployment;
        this.host = host;
        this.verification = verification;
        this.launcher = launcher;
        this.refusals = List.copyOf(refusals);
        this.logs = logs;
        this.nanos = nanos;
    }

    @Override
    public ActionResult run(Action.ProcessAction action, Task task) throws IOException, InterruptedException {
        return action instanceof Action.RunFile plugin ? run(plugin, task) : run((Action.RunEntrypoint) action, task);
    }

    private ActionResult run(Action.RunFile plugin, Task task) throws IOException, InterruptedException {
        RunRequest request = new RunRequest(plugin.file(), List.of());
        return run(
                request,
                guard -> guard.decide(request, entrypoint(plugin)),
                details(plugin),
                (run, command) -> start(run, command, plugin, task));
    }

    private ActionResult run(Action.RunEntrypoint command, Task task) throws IOException, InterruptedException {
        RunRequest request = new RunRequest(command.entrypoint(), command.arguments());
        return run(
                request,
                guard -> guard.decide(request),
                CommandResult.details(command),
                (run, started) -> start(run, started, command, task));
    }

    /** Starts what was approved and staged, and stays with it to its end. */
    @FunctionalInterface
    private interface Attendance {
        ActionResult start(PreparedRun run, ProcessCommand command) throws IOException, InterruptedException;
    }

    private ActionResult run(
            RunRequest request,
            Function<EntrypointGuard, Decision> question,
            ActionDetails details,
            Attendance attendance)
            throws IOException, InterruptedException {
        StartFacts facts = verify();
        Decision decision = question.apply(new EntrypointGuard(deployment, facts));
        if (decision instanceof Decision.NotApproved refused) {
            return refuse(refused.refusal(), details);
        }
        Decision.Approved approved = (Decision.Approved) decision;
        try {
            if (approved.entrypoint().kind() != Entrypoint.EntrypointKind.PROCESS) {
                return ActionResult.hopeless(
                        request.entrypoint() + " is built in, and a job runs processes alone", details);
            }
            ProcessCommand command = ProcessCommand.of(deployment, host, approved);
            Launcher.Preparation preparation = launcher.prepare(request, approved, facts.entries());
            if (preparation instanceof Launcher.Preparation.PreparationRefused refused) {
                return refuse(refused.refusal(), details);
            }
            try (PreparedRun run = ((Launcher.Preparation.ReadyToRun) preparation).run()) {
                return attendance.start(run, command);
            }
        } catch (NotRunnableException e) {
            return ActionResult.hopeless(String.valueOf(e.getMessage()), details);
        }
    }

    /** One at a time: each reads every listed file, and writes down what this host has seen. */
    private StartFacts verify() throws IOException {
        synchronized (verifying) {
            return verification.now();
        }
    }

    private static Entrypoint entrypoint(Action.RunFile plugin) {
        return new Entrypoint(
                new EntrypointName(plugin.file()),
                plugin.file(),
                Entrypoint.EntrypointKind.PROCESS,
                plugin.argv(),
                List.of(ArgumentForm.parse("")),
                List.of());
    }

    private ActionResult refuse(Refusal refusal, ActionDetails what) {
        String why = refusal.reason().text() + ": " + refusal.detail();
        ActionDetails details = what.with("reason", refusal.reason().text()).with("remedy", refusal.remedy());
        refusal.tell(refusals, e -> details.with("not_recorded", String.valueOf(e.getMessage())));
        return refusal.reason() == Refusal.RefusalReason.STOPPED
                ? ActionResult.stopped(why, details)
                : ActionResult.refused(why, details);
    }

    private ActionResult start(PreparedRun run, ProcessCommand command, Action.RunFile plugin, Task task)
            throws IOException, InterruptedException {
        long begin = nanos.getAsLong();
        PreparedRun.Started started = run.start(run.builder(command));
        PluginProcess.PluginEnded ended =
                new PluginProcess(nanos).attend(started, input(task), plugin.timeout(), plugin.grace());
        run.ended(ended.exitCode(), false, ended.ending());
        Duration took = Duration.ofNanos(Math.max(0, nanos.getAsLong() - begin));
        ActionResult result = new PluginResult(logs, host.clock(), plugin, task).of(ended, took);
        if (ended.how() == PluginProcess.How.INTERRUPTED) {
            throw new InterruptedException("the plugin " + plugin.file() + " was ended with all that it started");
        }
        return result;
    }

    private ActionResult start(PreparedRun run, ProcessCommand command, Action.RunEntrypoint entrypoint, Task task)
            throws IOException, InterruptedException {
        long begin = nanos.getAsLong();
        PreparedRun.Started started = run.start(run.builder(command));
        PluginProcess.PluginEnded ended = PluginProcess.ofAnyOutput(nanos)
                .attend(started, new byte[0], CommandResult.UNLIMITED, CommandResult.GRACE);
        run.ended(ended.exitCode(), false, ended.ending());
        Duration took = Duration.ofNanos(Math.max(0, nanos.getAsLong() - begin));
        ActionResult result = new CommandResult(logs, host.clock(), entrypoint, task).of(ended, took);
        if (ended.how() == PluginProcess.How.INTERRUPTED) {
            throw new InterruptedException(
                    "the command " + entrypoint.entrypoint() + " was ended with all that it started");
        }
        return result;
    }

    private byte[] input(Task task) throws IOException {
        String text = JsonWriter.object(json -> json.field("job", task.job())
                .field("node_id", task.node().text())
                .field("time", UtcTime.of(host.clock().instant())));
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static ActionDetails details(Action.RunFile plugin) {
        return ActionDetails.none().with("plugin", plugin.file());
    }
}
