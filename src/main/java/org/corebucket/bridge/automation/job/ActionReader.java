package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.RelativePath;
import org.corebucket.bridge.policy.StagedCommand;

/** Reads the actions of a job. */
final class ActionReader {

    private static final Duration PLUGIN_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(60);

    private final Set<String> modules;

    ActionReader(Set<String> modules) {
        this.modules = modules;
    }

    Action action(JsonFields fields) throws MalformedJsonException {
        String type = fields.string("type");
        Action action = switch (type) {
            case "send_core_update" -> update(fields.object("data"));
            case "send_heartbeat" -> heartbeat(fields.object("data"));
            case "get_bucket_status" -> new Action.GetBucketStatus();
            case "run_plugin" -> plugin(fields);
            case "command" -> command(fields);
            default ->
                throw JobsReader.unknown(
                        fields,
                        "type",
                        type,
                        "send_core_update, send_heartbeat, get_bucket_status, run_plugin or command");
        };
        fields.refuseOthers();
        return action;
    }

    private Action update(JsonFields fields) throws MalformedJsonException {
        Action action = new Action.SendUpdate(module(fields), fields.raw("data"));
        fields.refuseOthers();
        return action;
    }

    private Action heartbeat(JsonFields fields) throws MalformedJsonException {
        String module = module(fields);
        String text = fields.string("status");
        Optional<Heartbeat.Status> status = Heartbeat.Status.of(text);
        if (status.isEmpty()) {
            throw JobsReader.unknown(fields, "status", text, "alive, warning or error");
        }
        JsonObject metrics = fields.has("metrics") ? fields.raw("metrics") : new JsonObject(Map.of(), 1);
        fields.refuseOthers();
        return new Action.SendHeartbeat(new Heartbeat(module, status.get(), metrics));
    }

    private String module(JsonFields fields) throws MalformedJsonException {
        String module = fields.string("module");
        if (!modules.contains(module)) {
            String problem = "the policy registers no module " + Quoted.of(module);
            throw fields.refused("module", fields.line("module"), problem, "name one of " + String.join(", ", modules));
        }
        return module;
    }

    private static Action command(JsonFields fields) throws MalformedJsonException {
        String entrypoint = fields.string("entrypoint");
        if (entrypoint.isBlank()) {
            throw fields.malformed("entrypoint", "is blank", "name an entrypoint of the policy");
        }
        return new Action.RunEntrypoint(entrypoint, fields.has("arguments") ? fields.strings("arguments") : List.of());
    }

    private static Action plugin(JsonFields fields) throws MalformedJsonException {
        if (fields.has("plugin") == fields.has("plugin_name")) {
            String problem = fields.has("plugin") ? "stands beside plugin" : "is missing, and plugin too";
            throw fields.malformed("plugin_name", problem, "give one of the two");
        }
        return fields.has("plugin")
                ? file(fields)
                : new Action.RunBuiltIn(fields.word("plugin_name", BuiltInPlugin.values()));
    }

    private static Action file(JsonFields fields) throws MalformedJsonException {
        Duration timeout = JobsReader.duration(fields, "timeout", PLUGIN_TIMEOUT);
        Duration grace = JobsReader.duration(fields, "grace", GRACE);
        if (grace.compareTo(LONGEST_GRACE) > 0) {
            throw fields.malformed("grace", "is longer than " + LONGEST_GRACE.toSeconds() + "s", "shorten it");
        }
        return new Action.RunFile(path(fields), argv(fields), timeout, grace);
    }

    private static String path(JsonFields fields) throws MalformedJsonException {
        try {
            return RelativePath.require(fields.string("plugin"));
        } catch (IllegalArgumentException e) {
            throw fields.refused("plugin", fields.line("plugin"), String.valueOf(e.getMessage()), RelativePath.REMEDY);
        }
    }

    /** Reads the command line. It must name the staged copies, since only they were verified. */
    private static List<String> argv(JsonFields fields) throws MalformedJsonException {
        for (JsonString argument : fields.lines("argv")) {
            if (argument.text().isEmpty() || argument.text().indexOf('\0') >= 0) {
                String problem = Quoted.of(argument.text()) + " can't be an argument";
                throw fields.refused("argv", argument.line(), problem, "remove it");
            }
        }
        List<String> argv = fields.strings("argv");
        Optional<String> live =
                argv.isEmpty() ? Optional.of("is empty") : new StagedCommand(argv, List.of()).liveTree(null);
        if (live.isPresent()) {
            throw fields.malformed("argv", live.get(), StagedCommand.REMEDY);
        }
        return argv;
    }
}
