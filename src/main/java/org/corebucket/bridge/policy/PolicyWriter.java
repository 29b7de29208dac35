package org.corebucket.bridge.policy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.json.JsonWriter;

/** Writes a policy as the file that people edit; reading it again gives an equal policy. */
public final class PolicyWriter {

    private PolicyWriter() {}

    /** The text of {@code canonical/policy.json}, ending in a line feed. */
    public static String text(Policy policy) {
        return JsonWriter.file(json -> write(json, policy));
    }

    private static void write(JsonWriter json, Policy policy) throws IOException {
        json.field("schema", Policy.SCHEMA).field("system", policy.system()).strings("files", policy.files());
        json.beginArray("entrypoints");
        for (Entrypoint entrypoint : policy.entrypoints()) {
            writeEntrypoint(json, entrypoint);
        }
        json.endArray();
        writeForbidden(json, policy.forbidden());
        writeModules(json, policy.modules());
        writeRoles(json, policy.access().cells());
        json.strings("documents", policy.documents());
        writeMonitoring(json, policy.monitoring());
        json.beginArray("alerts");
        for (Policy.Alert alert : policy.alerts()) {
            writeAlert(json, alert);
        }
        json.endArray();
        writeClients(json, policy.clients());
        if (!policy.attributes().isEmpty()) {
            List<String> attributes = new ArrayList<>();
            policy.attributes().forEach(one -> attributes.add(one.text()));
            json.strings(PolicyReader.ATTRIBUTES, attributes);
        }
        if (!policy.outside().isEmpty()) {
            json.strings(PolicyReader.OUTSIDE, policy.outside());
        }
    }

    /** A policy that names no bridges has no such member. */
    private static void writeClients(JsonWriter json, Policy.ClientSettings clients) throws IOException {
        if (clients.bridges().isEmpty()) {
            return;
        }
        List<String> bridges = new ArrayList<>();
        for (URI bridge : clients.bridges()) {
            bridges.add(bridge.toString());
        }
        json.beginObject("clients").strings("bridges", bridges);
        if (!clients.authorities().isEmpty()) {
            json.field("authorities", clients.authorities());
        }
        json.endObject();
    }

    private static void writeEntrypoint(JsonWriter json, Entrypoint entrypoint) throws IOException {
        List<String> commands = new ArrayList<>();
        for (ArgumentForm form : entrypoint.commands()) {
            commands.add(form.text());
        }
        json.beginObject()
                .field("name", entrypoint.name().text())
                .field("file", entrypoint.file())
                .field("kind", entrypoint.kind().text())
                .strings("argv", entrypoint.argv())
                .strings("commands", commands)
                .strings("env", entrypoint.env())
                .endObject();
    }

    private static void writeForbidden(JsonWriter json, ForbiddenRunners forbidden) throws IOException {
        List<String> patterns = new ArrayList<>();
        for (PathPattern pattern : forbidden.patterns()) {
            patterns.add(pattern.text());
        }
        json.beginObject("forbidden")
                .strings("patterns", patterns)
                .strings("exclude", forbidden.exclude())
                .field("mode", forbidden.mode().text())
                .field("process", forbidden.process().text())
                .endObject();
    }

    private static void writeModules(JsonWriter json, Map<String, Policy.Module> modules) throws IOException {
        json.beginObject("modules");
        for (Map.Entry<String, Policy.Module> module : modules.entrySet()) {
            json.beginObject(module.getKey())
                    .field("key", module.getValue().key())
                    .strings("roles", module.getValue().roles());
            if (module.getValue().heartbeats().isPresent()) {
                json.beginObject("heartbeat");
                module.getValue().heartbeats().get().write(json);
                json.endObject();
            }
            json.endObject();
        }
        json.endObject();
    }

    private static void writeRoles(JsonWriter json, Map<String, Map<String, Boolean>> cells) throws IOException {
        json.beginObject("roles");
        for (Map.Entry<String, Map<String, Boolean>> role : cells.entrySet()) {
            json.beginObject(role.getKey());
            for (Map.Entry<String, Boolean> right : role.getValue().entrySet()) {
                json.field(right.getKey(), right.getValue().booleanValue());
            }
            json.endObject();
        }
        json.endObject();
    }

    private static void writeMonitoring(JsonWriter json, Policy.Monitoring monitoring) throws IOException {
        json.beginObject("monitoring")
                .field("interval", DurationText.of(monitoring.interval()))
                .field("required", monitoring.required())
                .field("heartbeat_max_age", DurationText.of(monitoring.heartbeatMaxAge()))
                .endObject();
    }

    private static void writeAlert(JsonWriter json, Policy.Alert alert) throws IOException {
        json.beginObject().field("type", alert.kind().text());
        if (alert.kind() == Policy.Alert.AlertKind.WEBHOOK) {
            json.field("url", alert.url());
        } else {
            json.strings("argv", alert.argv());
        }
        if (!alert.secretFile().isEmpty()) {
            json.field("secret_file", alert.secretFile());
        }
        json.endObject();
    }
}
