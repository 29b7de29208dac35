package org.corebucket.bridge.cli.automation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.automation.crontab.CrontabImport;
import org.corebucket.bridge.automation.crontab.CrontabImport.CrontabHost;
import org.corebucket.bridge.automation.crontab.CrontabImport.ImportedLine;
import org.corebucket.bridge.automation.crontab.CrontabImport.LineOutcome;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Turns a crontab into a file of jobs, and names each line that is none. */
final class AutomationImportCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec system = Options.flag(
            "--system", "A column names the user, as in /etc/crontab and /etc/cron.d, where it needs no saying.");
    private final OptionSpec zone =
            Options.text("--zone", "ZONE", "In which the crontab's times are meant; this host's unless given.");
    private final ResultFormat format = new ResultFormat();
    private final PositionalParamSpec file = Options.file("A crontab, such as crontab -l prints; - is standard input.");

    AutomationImportCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "import",
                this,
                global,
                "Turns a crontab into a file of jobs on standard output, and names on standard error each line that can't be"
                        + " taken over, with the reason. Writes no file.",
                "",
                "A command becomes a job if an entrypoint of the policy runs it with approved",
                "arguments, and if it needs no shell.",
                "",
                "Examples:",
                "  crontab -l | bridgectl automation import - > jobs.json",
                "  bridgectl automation import /etc/cron.d/backup --zone Europe/Berlin",
                "",
                "Exit codes: 0 all is taken over, 1 a line is not, 64 usage, 66 there is no",
                "such file or deployment, 74 I/O error, 78 something below canonical/ can't be",
                "sealed.");
        spec.addOption(system).addOption(zone);
        format.addTo(spec);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        InputFile crontab = Options.required(file, session.host());
        Policy policy = new SealedSettings(deployment, session.host(), true).policy();
        HashSet<String> listed = new HashSet<>(new Freeze(deployment, session.host()).wouldSeal(policy.files()));
        CrontabHost host =
                new CrontabHost(isSystem(crontab), zone(), session.host().userName());
        List<ImportedLine> lines = new CrontabImport(deployment, policy, listed, host)
                .read(new String(crontab.bytes(), StandardCharsets.UTF_8));
        if (format.isJson()) {
            format.json(session, json -> write(crontab.name(), host, lines, json));
        } else {
            print(lines);
        }
        return lines.stream().anyMatch(line -> line.outcome() == LineOutcome.NOT_TAKEN) ? ExitCode.FAILED : ExitCode.OK;
    }

    private boolean isSystem(InputFile crontab) {
        String path = String.valueOf(crontab.path());
        return Options.isSet(system) || path.equals("/etc/crontab") || path.startsWith("/etc/cron.d/");
    }

    private ZoneId zone() throws UsageException {
        String given = zone.getValue();
        try {
            return given == null ? ZoneId.systemDefault() : ZoneId.of(given);
        } catch (DateTimeException e) {
            throw new UsageException("--zone is one like Europe/Berlin, not " + Quoted.of(given));
        }
    }

    private void print(List<ImportedLine> lines) throws IOException {
        try (JsonWriter json = JsonWriter.pretty(session.out())) {
            json.beginObject();
            writeJobs(lines, json);
            json.endObject();
        }
        session.out().println();
        session.out().flush();
        int taken = 0;
        int left = 0;
        for (ImportedLine line : lines) {
            taken += line.outcome() == LineOutcome.TAKEN ? 1 : 0;
            left += line.outcome() == LineOutcome.NOT_TAKEN ? 1 : 0;
            if (line.outcome() == LineOutcome.NOT_TAKEN) {
                session.err().println("line " + line.number() + ": not taken over: " + OneLine.of(line.why()));
                session.err().println("  " + OneLine.of(line.text()));
            } else if (!line.why().isEmpty()) {
                session.err().println("line " + line.number() + ": taken over: " + OneLine.of(line.why()));
            }
        }
        session.err().println("taken over: " + taken + ", not taken over: " + left);
    }

    private static void writeJobs(List<ImportedLine> lines, JsonWriter json) throws IOException {
        json.beginArray("jobs");
        for (ImportedLine line : lines) {
            if (line.outcome() == LineOutcome.TAKEN) {
                line.members().writeTo(json.beginObject());
                json.endObject();
            }
        }
        json.endArray();
    }

    private static void write(String name, CrontabHost host, List<ImportedLine> lines, JsonWriter json)
            throws IOException {
        json.beginObject()
                .field("file", name)
                .field("zone", host.zone().getId())
                .beginArray("lines");
        for (ImportedLine line : lines) {
            json.beginObject()
                    .field("line", line.number())
                    .field("text", line.text())
                    .field("outcome", line.outcome().text())
                    .knownField("job", line.job())
                    .knownField("reason", line.why())
                    .endObject();
        }
        json.endArray();
        writeJobs(lines, json);
        json.endObject();
    }
}
