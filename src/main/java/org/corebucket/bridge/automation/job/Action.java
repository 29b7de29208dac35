package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/** One thing that a job does. */
public sealed interface Action {

    /** The action's {@code type}. */
    String type();

    /** Sends an update, through the outbox. */
    record SendUpdate(String module, JsonObject data) implements Action {
        @Override
        public String type() {
            return "send_core_update";
        }
    }

    /** Sends a heartbeat. */
    record SendHeartbeat(Heartbeat heartbeat) implements Action {
        @Override
        public String type() {
            return "send_heartbeat";
        }
    }

    /** Asks for {@code /bucket/status}. */
    record GetBucketStatus() implements Action {
        @Override
        public String type() {
            return "get_bucket_status";
        }
    }

    /** Runs a plugin that is built in. */
    record RunBuiltIn(BuiltInPlugin plugin) implements Action {
        @Override
        public String type() {
            return "run_plugin";
        }
    }

    /** Runs a sealed file as a process. */
    sealed interface ProcessAction extends Action {}

    /**
     * Runs an entrypoint of the policy with approved arguments, as the command {@code run} does. The job's time is its time.
     *
     * @param entrypoint its name, or the path of its file
     */
    record RunEntrypoint(String entrypoint, List<String> arguments) implements ProcessAction {
        public RunEntrypoint {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String type() {
            return "command";
        }
    }

    /**
     * Runs a listed file.
     *
     * @param file the file's path, as the manifest spells it
     * @param argv its command line, as {@link org.corebucket.bridge.policy.StagedCommand} has it
     * @param timeout how long it may run
     * @param grace the time between SIGTERM and SIGKILL when the time-out has passed
     */
    record RunFile(String file, List<String> argv, Duration timeout, Duration grace) implements ProcessAction {
        public RunFile {
            argv = List.copyOf(argv);
        }

        @Override
        public String type() {
            return "run_plugin";
        }
    }
}
