package org.corebucket.bridge.cli.status.section;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cli.status.fact.Ago;
import org.corebucket.bridge.cli.status.fact.Facts;
import org.corebucket.bridge.cli.status.fact.Known;
import org.corebucket.bridge.cli.status.fact.Level;
import org.corebucket.bridge.cli.status.fact.Section;
import org.corebucket.bridge.cli.status.fact.Subject;
import org.corebucket.bridge.cli.status.section.RunReports.JobRun;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;

/** How the last run of each job ended. */
public final class AutomationSection implements Section {

    private static final int MOST_SHOWN = 5;

    private final Subject subject;

    /** A section about a deployment. */
    public AutomationSection(Subject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "automation";
    }

    @Override
    public Facts ask() throws IOException {
        RunReports reports = RunReports.of(subject.deployment());
        List<JobRun> runs = reports.last();
        List<JobRun> failed = new ArrayList<>();
        Instant latest = Instant.MIN;
        for (JobRun run : runs) {
            latest = run.time().isAfter(latest) ? run.time() : latest;
            if (!run.success()) {
                failed.add(run);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(runs.isEmpty() ? "no run yet" : words(runs.size(), failed.size()) + ", the last " + ago(latest));
        addFailed(failed, lines);
        if (reports.unreadable() > 0) {
            lines.add("lines of reports that can't be read: " + reports.unreadable());
        }
        boolean concerns = !failed.isEmpty() || reports.unreadable() > 0;
        Level level = concerns ? Level.WARNING : runs.isEmpty() ? Level.NONE : Level.OK;
        String next = failed.isEmpty() ? "" : "cat " + failed.get(0).file();
        return new Facts(level, lines, next, json -> write(runs, reports.unreadable(), json));
    }

    private static String words(int jobs, int failed) {
        return jobs + (jobs == 1 ? " job" : " jobs") + ", " + (failed == 0 ? "all ok" : failed + " FAILED");
    }

    private void addFailed(List<JobRun> failed, List<String> lines) {
        for (JobRun run : failed.subList(0, Math.min(MOST_SHOWN, failed.size()))) {
            String node = run.node().isEmpty() ? "" : " (" + run.node() + ")";
            lines.add(run.job() + node + " FAILED " + ago(run.time()));
        }
        if (failed.size() > MOST_SHOWN) {
            lines.add("... and " + (failed.size() - MOST_SHOWN) + " more");
        }
    }

    private String ago(Instant time) {
        return Ago.of(time, subject.now());
    }

    private static void write(List<JobRun> runs, long unreadable, JsonWriter json) throws IOException {
        json.field("unreadable_lines", unreadable).beginArray("last_runs");
        for (JobRun run : runs) {
            json.beginObject().field("job_name", run.job());
            Known.text(json, "node_id", run.node());
            Known.text(json, "run_id", run.runId());
            json.field("timestamp", UtcTime.of(run.time()))
                    .field("success", run.success())
                    .field("report", run.file())
                    .endObject();
        }
        json.endArray();
    }
}
