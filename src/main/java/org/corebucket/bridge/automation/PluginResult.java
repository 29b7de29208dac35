package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.DurationText;

/** What a plugin's end means, written into its logs: success is exit code 0 and one JSON value. */
final class PluginResult {

    private final PluginLogs logs;
    private final Instant now;
    private final Action.RunFile plugin;
    private final Task task;

    PluginResult(PluginLogs logs, InstantSource clock, Action.RunFile plugin, Task task) {
        this.logs = logs;
        this.now = clock.instant();
        this.plugin = plugin;
        this.task = task;
    }

    /**
     * Judges it.
     *
     * @throws IOException if a log does not take it
     */
    ActionResult of(PluginProcess.PluginEnded ended, Duration took) throws IOException {
        ActionResult result = judge(ended, took);
        BoundedOutput output = ended.output();
        if (!result.success() && output.count() > 0) {
            logs.failedOutput(now, plugin.file(), task, output.beginning(), output.end(), output.count());
        }
        return result;
    }

    private ActionResult judge(PluginProcess.PluginEnded ended, Duration took) throws IOException {
        if (ended.errors().count() > 0) {
            logs.errorOutput(
                    now,
                    plugin.file(),
                    task,
                    ended.errors().text(),
                    ended.errors().count());
        }
        if (!ended.ending().isComplete()) {
            return failed("not_ended", "there still run " + ended.ending().survivors());
        }
        return switch (ended.how()) {
            case TIMED_OUT ->
                failed(
                        "timed_out",
                        "its time of " + DurationText.of(plugin.timeout())
                                + " was up; it was ended with all that it started");
            case INTERRUPTED ->
                failed(
                        "interrupted",
                        "the job's time was up, or the runner ended; it was ended with all that it started");
            case FLOODED ->
                failed(
                        "output_too_long",
                        "it printed more than " + PluginProcess.MOST_OUTPUT
                                + " bytes; it was ended with all that it started");
            case EXITED -> exited(ended, took);
        };
    }

    private ActionResult exited(PluginProcess.PluginEnded ended, Duration took) throws IOException {
        if (ended.output().isTooLong()) {
            return failed("output_too_long", "it printed more than " + PluginProcess.MOST_OUTPUT + " bytes");
        }
        if (ended.exitCode() != 0) {
            return failed("exit_code", "it ended with exit code " + ended.exitCode() + "; expected 0");
        }
        try {
            JsonValue value = Json.parse(ended.output().bytes(), "standard output");
            logs.result(now, plugin.file(), task, took, value);
            return ActionResult.ok(PluginRunner.details(plugin).with("result", value));
        } catch (MalformedJsonException e) {
            return failed("no_json", "it did not print one JSON value: " + e.getMessage());
        }
    }

    private ActionResult failed(String event, String why) throws IOException {
        logs.failure(now, plugin.file(), task, event, why);
        return ActionResult.failed(why, details().with("event", event));
    }

    private ActionDetails details() {
        return PluginRunner.details(plugin);
    }
}
