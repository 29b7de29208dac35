package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.automation.RunReports.JobRun;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.Forecast;
import org.corebucket.bridge.automation.schedule.JobProgress;
import org.corebucket.bridge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Each job of the descriptor with its next due time, and how its last run ended at any node. */
final class JobTable {

    private final List<Job> jobs;
    private final List<JobRun> runs;
    private final StatusSubject subject;

    JobTable(List<Job> jobs, List<JobRun> runs, StatusSubject subject) {
        this.jobs = List.copyOf(jobs);
        this.runs = List.copyOf(runs);
        this.subject = subject;
    }

    /** Writes the member {@code jobs}, in the order of the descriptor. */
    void write(JsonWriter json) throws IOException {
        Map<String, JobProgress> recorded =
                Forecast.recorded(subject.deployment().reports());
        Instant now = subject.now().truncatedTo(ChronoUnit.MILLIS);
        json.beginArray("jobs");
        for (Job job : jobs) {
            Instant next = next(job, recorded, now);
            JobRun last = last(job.name());
            json.beginObject()
                    .field("job_name", job.name())
                    .field("trigger", job.trigger().words());
            KnownMembers.time(json, "next_due", next);
            json.field("maintenance", next != null && job.isInMaintenance(next));
            KnownMembers.time(json, "last_run", last == null ? null : last.time());
            json.knownField("last_result", last == null ? "" : last.success() ? "ok" : "failed")
                    .knownField("report", last == null ? "" : last.file())
                    .endObject();
        }
        json.endArray();
    }

    /** Unknown for an interval of which no runner here has recorded from when it is counted. */
    private static @Nullable Instant next(Job job, Map<String, JobProgress> recorded, Instant now) {
        if (job.trigger() instanceof Trigger.Every && !recorded.containsKey(job.name())) {
            return null;
        }
        List<Instant> due = Forecast.of(job, Optional.empty(), recorded, now, 1).due();
        return due.isEmpty() ? null : due.get(0);
    }

    private @Nullable JobRun last(String job) {
        JobRun last = null;
        for (JobRun run : runs) {
            if (run.job().equals(job) && (last == null || run.time().isAfter(last.time()))) {
                last = run;
            }
        }
        return last;
    }
}
