package org.corebucket.bridge.policy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.http.WebOrigin;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy.AccessMatrix;
import org.corebucket.bridge.policy.Policy.Alert;
import org.corebucket.bridge.policy.Policy.ClientSettings;
import org.corebucket.bridge.policy.Policy.Module;
import org.corebucket.bridge.policy.Policy.Monitoring;

/** Reads a policy strictly: a field that is missing, unknown, of another kind or out of range is refused, with its line. */
public final class PolicyReader {

    private static final String BRIDGE_REMEDY =
            "name each bridge once, like https://bridge.example:8443, or leave clients out";
    private static final String NAME_REMEDY = "choose a printable name";

    static final String ATTRIBUTES = "file_attributes";
    static final String OUTSIDE = "outside";

    private PolicyReader() {}

    /**
     * Reads {@code canonical/policy.json} (CONTRACT 11).
     *
     * @param bytes the whole file
     * @param source the policy's name in messages, usually its path
     * @throws MalformedPolicyException if it is not a consistent policy
     */
    public static Policy read(byte[] bytes, String source) throws MalformedPolicyException {
        try {
            return policy(JsonFields.of(Json.parse(bytes, source), source));
        } catch (MalformedJsonException e) {
            throw new MalformedPolicyException(e);
        }
    }

    /**
     * Reads the policy that is about to be sealed. An entrypoint or alert command that could never be started is refused as
     * well.
     *
     * @throws java.nio.file.NoSuchFileException if there is no policy
     * @throws MalformedPolicyException if it is not a consistent policy, or if a process or an alert command of it would run
     * what lies in the live tree
     */
    public static Policy toSeal(Deployment deployment) throws IOException, MalformedPolicyException {
        byte[] bytes = TreeFiles.read(deployment.root(), Deployment.POLICY, Deployment.LARGEST_SETTINGS);
        Policy policy = read(bytes, Deployment.POLICY);
        try {
            JsonFields written = JsonFields.of(Json.parse(bytes, Deployment.POLICY), Deployment.POLICY);
            List<JsonFields> elements = written.objects("entrypoints");
            for (int i = 0; i < elements.size(); i++) {
                Entrypoint entrypoint = policy.entrypoints().get(i);
                Optional<String> problem = entrypoint.liveTree(deployment.root());
                if (problem.isPresent()) {
                    JsonFields fields = elements.get(i);
                    throw fields.refused("argv", fields.line("argv"), problem.get(), StagedCommand.REMEDY);
                }
            }
            requireOutside(policy.alerts(), written.objects("alerts"), deployment.root());
        } catch (MalformedJsonException e) {
            throw new MalformedPolicyException(e);
        }
        return policy;
    }

    private static void requireOutside(List<Alert> alerts, List<JsonFields> elements, Path root)
            throws MalformedJsonException {
        for (int i = 0; i < alerts.size(); i++) {
            Optional<String> problem = alerts.get(i).liveTree(root);
            if (problem.isPresent()) {
                JsonFields fields = elements.get(i);
                throw fields.refused("argv", fields.line("argv"), problem.get(), SystemCommand.REMEDY);
            }
        }
    }

    /**
     * Reads the policy without verifying that it is the sealed one. It is for commands that start nothing.
     *
     * @throws java.nio.file.NoSuchFileException if there is no policy
     * @throws MalformedPolicyException if it is not a consistent policy
     */
    public static Policy unverified(Deployment deployment) throws IOException, MalformedPolicyException {
        return read(
                TreeFiles.read(deployment.root(), Deployment.POLICY, Deployment.LARGEST_SETTINGS), Deployment.POLICY);
    }

    private static Policy policy(JsonFields fields) throws MalformedJsonException {
        if (fields.wholeNumber("schema") != Policy.SCHEMA) {
            throw fields.malformed(
                    "schema", "is not " + Policy.SCHEMA, "use the toolkit that this policy was made for");
        }
        Monitoring monitoring = monitoring(fields.object("monitoring"));
        Policy policy = new Policy(
                name(fields, "system"),
                paths(fields, "files"),
                entrypoints(fields.objects("entrypoints")),
                forbidden(fields.object("forbidden")),
                modules(fields.object("modules"), monitoring.heartbeatMaxAge()),
                access(fields.object("roles")),
                paths(fields, "documents"),
                monitoring,
                alerts(fields.objects("alerts")),
                fields.has("clients") ? clients(fields.object("clients")) : ClientSettings.NONE,
                fields.has(ATTRIBUTES) ? fields.words(ATTRIBUTES, FileAttribute.values()) : List.of(),
                fields.has(OUTSIDE) ? outside(fields) : List.of());
        fields.refuseOthers();
        return policy;
    }

    private static List<Entrypoint> entrypoints(List<JsonFields> elements) throws MalformedJsonException {
        List<Entrypoint> entrypoints = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonFields fields : elements) {
            Entrypoint entrypoint = entrypoint(fields);
            if (!names.add(entrypoint.name().text())) {
                throw fields.malformed("name", "is that of another entrypoint", "give each its own");
            }
            entrypoints.add(entrypoint);
        }
        return entrypoints;
    }

    private static Entrypoint entrypoint(JsonFields fields) throws MalformedJsonException {
        EntrypointName name = entrypointName(fields);
        String file = path(fields, "file");
        Entrypoint.EntrypointKind kind = fields.word("kind", Entrypoint.EntrypointKind.values());
        List<String> argv = optionalStrings(fields, "argv");
        List<ArgumentForm> commands = commands(fields);
        List<String> env = optionalStrings(fields, "env");
        fields.refuseOthers();
        try {
            return new Entrypoint(name, file, kind, argv, commands, env);
        } catch (IllegalArgumentException e) {
            String remedy = "a process has an argv of words and may name variables in env; built-in kinds have neither";
            throw fields.refused("kind", fields.line("kind"), text(e), remedy);
        }
    }

    private static EntrypointName entrypointName(JsonFields fields) throws MalformedJsonException {
        try {
            return new EntrypointName(fields.string("name"));
        } catch (IllegalArgumentException e) {
            throw fields.refused("name", fields.line("name"), text(e), NAME_REMEDY);
        }
    }

    private static List<ArgumentForm> commands(JsonFields fields) throws MalformedJsonException {
        List<ArgumentForm> forms = new ArrayList<>();
        for (JsonString command : fields.lines("commands")) {
            try {
                forms.add(ArgumentForm.parse(command.text()));
            } catch (IllegalArgumentException e) {
                String remedy = "write words with one space between them, like \"--interval {minutes}\"";
                throw fields.refused("commands", command.line(), text(e), remedy);
            }
        }
        return forms;
    }

    private static ForbiddenRunners forbidden(JsonFields fields) throws MalformedJsonException {
        ForbiddenRunners forbidden = new ForbiddenRunners(
                patterns(fields),
                paths(fields, "exclude"),
                fields.word("mode", ForbiddenRunners.Mode.values()),
                fields.word("process", ForbiddenRunners.OnProcess.values()));
        fields.refuseOthers();
        return forbidden;
    }

    private static List<PathPattern> patterns(JsonFields fields) throws MalformedJsonException {
        List<PathPattern> patterns = new ArrayList<>();
        for (JsonString pattern : fields.lines("patterns")) {
            try {
                patterns.add(new PathPattern(pattern.text()));
            } catch (IllegalArgumentException e) {
                throw fields.refused("patterns", pattern.line(), text(e), PathPattern.REMEDY);
            }
        }
        return patterns;
    }

    private static Map<String, Module> modules(JsonFields fields, Duration maxAge) throws MalformedJsonException {
        Map<String, Module> modules = new LinkedHashMap<>();
        for (String name : fields.names()) {
            JsonFields module = fields.object(name);
            Optional<ExpectedHeartbeats> heartbeats = module.has("heartbeat")
                    ? Optional.of(ExpectedHeartbeats.read(module.object("heartbeat"), maxAge))
                    : Optional.empty();
            modules.put(
                    printable(fields, name, name), new Module(path(module, "key"), names(module, "roles"), heartbeats));
            module.refuseOthers();
        }
        return modules;
    }

    private static AccessMatrix access(JsonFields fields) throws MalformedJsonException {
        Map<String, Map<String, Boolean>> cells = new LinkedHashMap<>();
        for (String role : fields.names()) {
            JsonFields row = fields.object(role);
            Map<String, Boolean> rights = new LinkedHashMap<>();
            for (String right : row.names()) {
                rights.put(printable(row, right, right), row.truth(right));
            }
            cells.put(printable(fields, role, role), rights);
        }
        return new AccessMatrix(cells);
    }

    private static Monitoring monitoring(JsonFields fields) throws MalformedJsonException {
        Monitoring monitoring = new Monitoring(
                DurationText.read(fields, "interval"),
                fields.truth("required"),
                DurationText.read(fields, "heartbeat_max_age"));
        fields.refuseOthers();
        return monitoring;
    }

    private static List<Alert> alerts(List<JsonFields> elements) throws MalformedJsonException {
        List<Alert> alerts = new ArrayList<>();
        for (JsonFields fields : elements) {
            Alert.AlertKind kind = fields.word("type", Alert.AlertKind.values());
            String url = fields.has("url") ? fields.string("url") : "";
            List<String> argv = optionalStrings(fields, "argv");
            String secretFile = fields.has("secret_file") ? path(fields, "secret_file") : "";
            fields.refuseOthers();
            try {
                alerts.add(new Alert(kind, url, argv, secretFile));
            } catch (IllegalArgumentException e) {
                String remedy = "give a webhook its url, or a command its argv";
                throw fields.refused("type", fields.line("type"), text(e), remedy);
            }
        }
        return alerts;
    }

    private static ClientSettings clients(JsonFields fields) throws MalformedJsonException {
        List<URI> bridges = new ArrayList<>();
        for (JsonString text : fields.lines("bridges")) {
            URI bridge = WebOrigin.parse(text.text())
                    .orElseThrow(() -> fields.refused(
                            "bridges",
                            text.line(),
                            Quoted.of(text.text()) + " is no address of a bridge",
                            BRIDGE_REMEDY));
            bridges.add(bridge);
            try {
                new ClientSettings(bridges, "");
            } catch (IllegalArgumentException e) {
                throw fields.refused("bridges", text.line(), text(e), BRIDGE_REMEDY);
            }
        }
        if (bridges.isEmpty()) {
            throw fields.refused("bridges", fields.line("bridges"), "names none", BRIDGE_REMEDY);
        }
        String authorities = fields.has("authorities") ? path(fields, "authorities") : "";
        fields.refuseOthers();
        return new ClientSettings(bridges, authorities);
    }

    private static String path(JsonFields fields, String field) throws MalformedJsonException {
        try {
            return RelativePath.require(fields.string(field));
        } catch (IllegalArgumentException e) {
            throw fields.refused(field, fields.line(field), text(e), RelativePath.REMEDY);
        }
    }

    private static List<String> paths(JsonFields fields, String field) throws MalformedJsonException {
        List<String> paths = new ArrayList<>();
        for (JsonString path : fields.lines(field)) {
            try {
                paths.add(RelativePath.require(path.text()));
            } catch (IllegalArgumentException e) {
                throw fields.refused(field, path.line(), text(e), RelativePath.REMEDY);
            }
        }
        return paths;
    }

    private static List<String> outside(JsonFields fields) throws MalformedJsonException {
        List<String> paths = new ArrayList<>();
        for (JsonString path : fields.lines(OUTSIDE)) {
            try {
                Policy.requireOutside(path.text());
            } catch (IllegalArgumentException e) {
                throw fields.refused(
                        OUTSIDE, path.line(), text(e), "write an absolute path, a directory's with a slash at its end");
            }
            paths.add(path.text());
        }
        return paths;
    }

    private static List<String> optionalStrings(JsonFields fields, String field) throws MalformedJsonException {
        return fields.has(field) ? fields.strings(field) : List.of();
    }

    private static List<String> names(JsonFields fields, String field) throws MalformedJsonException {
        List<String> names = new ArrayList<>();
        for (JsonString name : fields.lines(field)) {
            try {
                names.add(Policy.requirePrintable(name.text()));
            } catch (IllegalArgumentException e) {
                throw fields.refused(field, name.line(), text(e), NAME_REMEDY);
            }
        }
        return names;
    }

    private static String name(JsonFields fields, String field) throws MalformedJsonException {
        return printable(fields, field, fields.string(field));
    }

    private static String printable(JsonFields fields, String field, String name) throws MalformedJsonException {
        try {
            return Policy.requirePrintable(name);
        } catch (IllegalArgumentException e) {
            throw fields.refused(field, fields.line(field), text(e), NAME_REMEDY);
        }
    }

    private static String text(IllegalArgumentException refusal) {
        return String.valueOf(refusal.getMessage());
    }
}
