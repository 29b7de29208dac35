package org.corebucket.bridge.automation.crontab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.corebucket.bridge.automation.job.JobsDescriptor;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.JsonWord;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.text.OneLine;

/**
 * Turns a crontab into jobs, line by line. Each line is a job, or nothing to take over, or has a reason why it is none; and each
 * job is one that {@code automation check} lets pass.
 */
public final class CrontabImport {

    /** Cron ends nothing; a job has a time. */
    private static final String TIMEOUT = "24h";

    private static final JsonWriter.Members NO_JOB = json -> {};

    private final Deployment deployment;
    private final Policy policy;
    private final Set<String> listed;
    private final CrontabHost host;
    private final EntrypointWords entrypoints;
    private final Set<String> names = new HashSet<>();
    private final List<ImportedLine> lines = new ArrayList<>();
    private String zone;
    private String badZone = "";

    /**
     * What the crontab is of.
     *
     * @param system whether a column names the user, as in {@code /etc/crontab}
     * @param zone in which its times are meant
     * @param user as whom the runner runs
     */
    public record CrontabHost(boolean system, ZoneId zone, String user) {}

    /** What became of a line. */
    public enum LineOutcome implements JsonWord {
        /** It is a job. */
        TAKEN,
        /** It is not taken over, and has a reason. */
        NOT_TAKEN,
        /** An empty line, a comment, or a zone that the jobs behind it have. */
        NOTHING;

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A line of the crontab.
     *
     * @param number from 1
     * @param job the name of its job; empty if it is none
     * @param why why it is not taken over, or what is not the same as before; empty if there is nothing to say
     * @param members its job as the descriptor has it, without its braces; nothing if it is none
     */
    public record ImportedLine(
            int number, String text, LineOutcome outcome, String job, String why, JsonWriter.Members members) {}

    /**
     * An import into a deployment.
     *
     * @param listed the paths that a freeze would seal
     */
    public CrontabImport(Deployment deployment, Policy policy, Set<String> listed, CrontabHost host) {
        this.deployment = deployment;
        this.policy = policy;
        this.listed = Set.copyOf(listed);
        this.host = host;
        this.entrypoints = new EntrypointWords(deployment.root(), policy);
        this.zone = host.zone().getId();
    }

    /** All lines of a crontab in their order. */
    public List<ImportedLine> read(String crontab) throws IOException {
        String[] all = crontab.split("\n", -1);
        int count = all[all.length - 1].isEmpty() ? all.length - 1 : all.length;
        for (int i = 0; i < count; i++) {
            lines.add(line(i + 1, all[i]));
        }
        return List.copyOf(lines);
    }

    private ImportedLine line(int number, String text) throws IOException {
        if (text.indexOf('\uFFFD') >= 0) {
            return not(number, text, "it is not UTF-8");
        }
        CrontabLine line = CrontabLine.of(text, host.system());
        if (line instanceof CrontabLine.CrontabSetting setting) {
            return setting(number, text, setting);
        }
        if (line instanceof CrontabLine.CrontabEntry entry) {
            return entry(number, text, entry);
        }
        return line instanceof CrontabLine.CrontabUnknown unknown
                ? not(number, text, unknown.why())
                : new ImportedLine(number, text, LineOutcome.NOTHING, "", "", NO_JOB);
    }

    private static ImportedLine not(int number, String text, String why) {
        return new ImportedLine(number, text, LineOutcome.NOT_TAKEN, "", why, NO_JOB);
    }

    private ImportedLine setting(int number, String text, CrontabLine.CrontabSetting setting) {
        return switch (setting.name()) {
            case "CRON_TZ" -> zone(number, text, setting.value());
            case "MAILTO", "MAILFROM" ->
                not(
                        number,
                        text,
                        "nobody is mailed: what a job prints is in automation/reports/engine.log, and status and the"
                                + " policy's alerts tell of trouble");
            case "SHELL" -> not(number, text, "no shell is started: a job starts its entrypoint itself");
            case "RANDOM_DELAY" -> not(number, text, "a job begins when it is due, without a random delay");
            default ->
                not(
                        number,
                        text,
                        "a job's environment is its entrypoint's: put \"" + setting.name()
                                + "=…\" into the env of the entrypoint in the policy");
        };
    }

    private ImportedLine zone(int number, String text, String value) {
        try {
            zone = ZoneId.of(value).getId();
            badZone = "";
            return new ImportedLine(number, text, LineOutcome.NOTHING, "", "", NO_JOB);
        } catch (DateTimeException e) {
            badZone = "its zone (CRON_TZ, line " + number + ") is unknown";
            return not(number, text, Quoted.of(value) + " is no zone; write one like Europe/Berlin");
        }
    }

    private ImportedLine entry(int number, String text, CrontabLine.CrontabEntry entry) throws IOException {
        if (!badZone.isEmpty()) {
            return not(number, text, badZone);
        }
        if (!entry.user().isEmpty() && !entry.user().equals(host.user())) {
            return not(
                    number,
                    text,
                    "it runs as the user " + entry.user() + ", and a runner runs all its jobs as its own, "
                            + host.user());
        }
        try {
            entry.requireSchedule();
        } catch (IllegalArgumentException e) {
            return not(number, text, String.valueOf(e.getMessage()));
        }
        ShellWords words = ShellWords.of(entry.command());
        if (!words.flaw().isEmpty()) {
            return not(number, text, words.flaw());
        }
        EntrypointWords.EntrypointMatch match = entrypoints.match(words.words());
        return match.flaw().isEmpty() ? job(number, text, entry, match) : not(number, text, match.flaw());
    }

    private ImportedLine job(
            int number, String text, CrontabLine.CrontabEntry entry, EntrypointWords.EntrypointMatch match)
            throws IOException {
        String name = name(match.entrypoint());
        String in = zone;
        JsonWriter.Members members = job -> {
            job.field("name", name).beginObject("trigger");
            if (entry.isAtReboot()) {
                job.field("type", "onStartup");
            } else {
                job.field("type", "cron").field("value", entry.schedule()).field("zone", in);
            }
            job.endObject()
                    .beginArray("actions")
                    .beginObject()
                    .field("type", "command")
                    .field("entrypoint", match.entrypoint())
                    .strings("arguments", match.arguments())
                    .endObject()
                    .endArray()
                    .field("timeout", TIMEOUT)
                    .field("retries", 0)
                    .field("on_missed", "skip");
        };
        String problem = problem("{\"jobs\":[" + JsonWriter.object(members) + "]}");
        if (!problem.isEmpty()) {
            return not(number, text, problem);
        }
        names.add(name);
        String why = entry.isAtReboot() ? "it runs whenever a runner starts, not only when the host does" : "";
        return new ImportedLine(number, text, LineOutcome.TAKEN, name, why, members);
    }

    /** What {@code automation check} would say of a job; empty if nothing. */
    private String problem(String json) throws IOException {
        Questions questions = new Questions();
        try {
            new JobsDescriptor(deployment.root())
                    .ask(json.getBytes(StandardCharsets.UTF_8), "its job", policy, listed, questions);
        } catch (MalformedJsonException e) {
            return String.valueOf(e.getMessage());
        }
        for (Question question : questions.asked()) {
            for (Finding finding : question.findings()) {
                return OneLine.of(finding.message() + "; " + finding.remedy());
            }
        }
        return "";
    }

    /** The entrypoint's name without its directory; with a number if another job has it. */
    private String name(String entrypoint) {
        String plain = entrypoint.substring(entrypoint.lastIndexOf('/') + 1);
        String name = plain;
        for (int i = 2; names.contains(name); i++) {
            name = plain + "-" + i;
        }
        return name;
    }
}
