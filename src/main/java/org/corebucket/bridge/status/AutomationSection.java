package org.corebucket.bridge.status;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.automation.RunReports;
import org.corebucket.bridge.automation.RunReports.JobRun;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;

/**
 * How the last run of each job ended at this host, and at all hosts that share their due times. A job that the descriptor no longer
 * has is named, but its failure does not count.
 */
public final class AutomationSection implements StatusSection {

    private static final int MOST_SHOWN = 5;

    private final StatusSubject subject;

    /** A section about a deployment. */
    public AutomationSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "automation";
    }

    @Override
    public SectionFacts ask() throws IOException {
        RunReports reports = RunReports.of(subject.deployment());
        Optional<List<Job>> known = jobs();
        Optional<Set<String>> jobs = known.map(AutomationSection::names);
        List<JobRun> runs = new ArrayList<>();
        Set<String> gone = new TreeSet<>();
        for (JobRun run : reports.last()) {
            if (jobs.isEmpty() || jobs.get().contains(run.job())) {
                runs.add(run);
            } else {
                gone.add(run.job());
            }
        }
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
        addGone(gone, lines);
        if (reports.unreadable() > 0) {
            lines.add("lines of reports that can't be read: " + reports.unreadable());
        }
        Optional<GroupDueTimes> group = group();
        group.ifPresent(times -> lines.addAll(times.lines()));
        boolean isBad = group.isPresent() && group.get().isBad();
        boolean concerns = !failed.isEmpty() || reports.unreadable() > 0 || isBad;
        Level level = concerns ? Level.WARNING : runs.isEmpty() ? Level.NONE : Level.OK;
        String next = failed.isEmpty()
                ? isBad ? "bridgectl cluster status" : ""
                : "cat " + failed.get(0).file();
        return new SectionFacts(level, lines, next, json -> {
            write(runs, gone, reports.unreadable(), json);
            new JobTable(known.orElse(List.of()), runs, subject).write(json);
            if (group.isPresent()) {
                group.get().write(json);
            }
        });
    }

    /** What the runners of all hosts recorded, where they share it. */
    private Optional<GroupDueTimes> group() throws IOException {
        try {
            Optional<DatabaseSettings> settings = DeploymentLedger.database(subject.deployment(), subject.host());
            return settings.isEmpty()
                    ? Optional.empty()
                    : Optional.of(GroupDueTimes.ask(settings.get(), subject.deployment()));
        } catch (MendableException e) {
            return Optional.of(new GroupDueTimes(Optional.empty(), String.valueOf(e.getMessage())));
        }
    }

    /** All jobs; empty if the descriptors can't be read. Then every job that ever ran counts. */
    private Optional<List<Job>> jobs() {
        List<Job> jobs = new ArrayList<>();
        try {
            Policy policy = subject.policy();
            for (Entrypoint entrypoint : policy.entrypoints()) {
                if (entrypoint.kind() == Entrypoint.EntrypointKind.AUTOMATION) {
                    byte[] json = Files.readAllBytes(subject.path(entrypoint.file()));
                    jobs.addAll(JobsReader.read(
                            json, entrypoint.file(), policy.modules().keySet()));
                }
            }
            return Optional.of(jobs);
        } catch (IOException | MalformedPolicyException | MalformedJsonException | RefusedException e) {
            // The command verify says what is wrong with them.
            return Optional.empty();
        }
    }

    private static Set<String> names(List<Job> jobs) {
        Set<String> names = new HashSet<>();
        jobs.forEach(job -> names.add(job.name()));
        return names;
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

    private static void addGone(Set<String> gone, List<String> lines) {
        if (!gone.isEmpty()) {
            List<String> names = List.copyOf(gone).subList(0, Math.min(MOST_SHOWN, gone.size()));
            String more = gone.size() > MOST_SHOWN ? ", and " + (gone.size() - MOST_SHOWN) + " more" : "";
            lines.add("no longer among the jobs: " + String.join(", ", names) + more);
        }
    }

    private String ago(Instant time) {
        return TimeAgo.of(time, subject.now());
    }

    private static void write(List<JobRun> runs, Set<String> gone, long unreadable, JsonWriter json)
            throws IOException {
        json.field("unreadable_lines", unreadable)
                .strings("gone_jobs", List.copyOf(gone))
                .beginArray("last_runs");
        for (JobRun run : runs) {
            json.beginObject().field("job_name", run.job());
            json.knownField("node_id", run.node());
            json.knownField("run_id", run.runId());
            json.field("timestamp", UtcTime.of(run.time()))
                    .field("success", run.success())
                    .field("report", run.file())
                    .endObject();
        }
        json.endArray();
    }
}
