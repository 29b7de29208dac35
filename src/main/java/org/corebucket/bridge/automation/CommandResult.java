package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.corebucket.bridge.automation.job.Action;

/**
 * What the end of a command means, written into the logs of plugins: exit code 0 is success. Both ends of what it printed are kept,
 * as cron would have sent them.
 */
final class CommandResult {

    /** The job's time is the command's. */
    static final Duration UNLIMITED = Duration.ofDays(3650);

    /** What it has between SIGTERM and SIGKILL. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final PluginLogs logs;
    private final Instant now;
    private final Action.RunEntrypoint command;
    private final Task task;

    CommandResult(PluginLogs logs, InstantSource clock, Action.RunEntrypoint command, Task task) {
        this.logs = logs;
        this.now = clock.instant();
        this.command = command;
        this.task = task;
    }

    static ActionDetails details(Action.RunEntrypoint command) {
        return ActionDetails.none()
                .with("entrypoint", command.entrypoint())
                .with("arguments", String.join(" ", command.arguments()));
    }

    /**
     * Judges it.
     *
     * @throws IOException if a log does not take it
     */
    ActionResult of(PluginProcess.PluginEnded ended, Duration took) throws IOException {
        String name = command.entrypoint();
        if (ended.errors().count() > 0) {
            logs.errorOutput(
                    now, name, task, ended.errors().text(), ended.errors().count());
        }
        BoundedOutput output = ended.output();
        logs.commandEnded(now, name, task, took, ended.exitCode(), output);
        ActionDetails details =
                details(command).with("exit_code", ended.exitCode()).with("output_bytes", output.count());
        if (!ended.ending().isComplete()) {
            return ActionResult.failed("there still run " + ended.ending().survivors(), details);
        }
        return ended.exitCode() == 0
                ? ActionResult.ok(details)
                : ActionResult.failed("it ended with exit code " + ended.exitCode() + "; expected 0", details);
    }
}
