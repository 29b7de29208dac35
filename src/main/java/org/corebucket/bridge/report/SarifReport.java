package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;

/** SARIF 2.1.0 (OASIS, errata 01), with the additional fields that GitHub's code scanning asks for. */
final class SarifReport implements ReportWriter {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    /** A kind of finding: the title of its check, and what it means in general. */
    private record Rule(String title, String help) {}

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        try (JsonWriter json = JsonWriter.pretty(out)) {
            json.beginObject().field("$schema", SCHEMA).field("version", "2.1.0");
            json.beginArray("runs").beginObject();
            Map<String, Rule> rules = rules(report.checks());
            writeTool(rules, report, json);
            writeRun(report, json);
            new SarifResults(new ArrayList<>(rules.keySet()), report.manifest().path(), json).write(report.checks());
            json.endObject().endArray().endObject();
        }
        out.write('\n');
        out.flush();
    }

    private static Map<String, Rule> rules(List<CheckOutcome> checks) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (CheckOutcome check : checks) {
            for (Finding finding : check.result().findings()) {
                if (!rules.containsKey(finding.code())) {
                    rules.put(finding.code(), new Rule(check.spec().title(), help(finding.code(), check.spec())));
                }
            }
        }
        return rules;
    }

    private static String help(String code, CheckSpec check) {
        String help = RuleHelp.of(code);
        return help.isEmpty() ? "A finding of the check " + check.id() + "." : help;
    }

    private static void writeTool(Map<String, Rule> rules, ReadinessReport report, JsonWriter json) throws IOException {
        json.beginObject("tool")
                .beginObject("driver")
                .field("name", "bridgectl")
                .field("version", report.run().toolkit().version());
        json.beginArray("rules");
        for (Map.Entry<String, Rule> rule : rules.entrySet()) {
            writeRule(rule.getKey(), rule.getValue(), json);
        }
        json.endArray();
        json.beginObject("properties")
                .field("commit", report.run().toolkit().commit())
                .endObject();
        json.endObject().endObject();
    }

    private static void writeRule(String code, Rule rule, JsonWriter json) throws IOException {
        json.beginObject().field("id", code);
        writeMessage("shortDescription", code.replace('-', ' '), json);
        writeMessage("fullDescription", rule.title(), json);
        writeMessage("help", rule.help(), json);
        json.beginObject("defaultConfiguration").field("level", "error").endObject();
        json.beginObject("properties").strings("tags", List.of("security")).endObject();
        json.endObject();
    }

    private static void writeRun(ReadinessReport report, JsonWriter json) throws IOException {
        // GitHub tells analyses of one commit apart by a category, which is the part before the slash
        json.beginObject("automationDetails")
                .field("id", "bridgectl-verify/" + UtcTime.of(report.timestamp()))
                .endObject();
        json.beginObject("originalUriBaseIds").beginObject(SarifResults.ROOT);
        writeMessage("description", "The directory below which the listed files lie.", json);
        json.endObject().endObject();
        json.beginArray("invocations");
        writeInvocation(report, json);
        json.endArray();
        json.field("columnKind", "utf16CodeUnits");
    }

    private static void writeInvocation(ReadinessReport report, JsonWriter json) throws IOException {
        ReadinessReport.VerificationRun run = report.run();
        // a verification that ends in BLOCKED did what it was run for (3.20.14)
        json.beginObject()
                .field("executionSuccessful", true)
                .field("exitCode", report.verdict().exitCode())
                .field("exitCodeDescription", VerdictWords.of(report).label())
                .field("startTimeUtc", UtcTime.of(report.timestamp()))
                .field("endTimeUtc", UtcTime.of(report.timestamp().plus(run.duration())))
                .field("machine", run.host());
        json.beginArray("toolConfigurationNotifications");
        for (String option : run.loosened()) {
            writeNotification("warning", "Loosened: " + option, json);
        }
        json.endArray();
        json.beginArray("toolExecutionNotifications");
        for (Caution caution : report.cautions()) {
            writeNotification("warning", caution.message() + "; " + caution.remedy(), json);
        }
        for (CheckOutcome check : report.checks()) {
            if (check.result() instanceof CheckResult.Skipped skipped) {
                writeNotification("note", check.spec().id() + " was skipped: " + skipped.reason(), json);
            }
        }
        int leftOut = SarifResults.leftOut(report.checks());
        if (leftOut > 0) {
            writeNotification("warning", leftOut + " more results were left out: a run takes no more", json);
        }
        json.endArray().endObject();
    }

    private static void writeNotification(String level, String text, JsonWriter json) throws IOException {
        json.beginObject().field("level", level);
        writeMessage("message", text, json);
        json.endObject();
    }

    private static void writeMessage(String name, String text, JsonWriter json) throws IOException {
        json.beginObject(name).field("text", SarifResults.plainText(text)).endObject();
    }
}
