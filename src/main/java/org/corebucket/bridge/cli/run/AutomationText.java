package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.JobOutcome;
import org.corebucket.bridge.automation.JobReport;
import org.corebucket.bridge.automation.NodeId;
import org.corebucket.bridge.automation.RunnerArguments;
import org.corebucket.bridge.automation.RunnerListener;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.text.OneLine;

/** What a runner says: results to standard output, a line a job, trouble to standard error. For many threads. */
final class AutomationText implements RunnerListener {

    private final Session session;
    private final Consumer<Throwable> bugs;
    private final boolean json;

    /**
     * With one form of lines.
     *
     * @param json whether each line is a JSON object
     */
    AutomationText(Session session, boolean json, Consumer<Throwable> bugs) {
        this.session = session;
        this.json = json;
        this.bugs = bugs;
    }

    void begins(RunnerArguments arguments, int jobs) {
        int nodes = Math.max(1, arguments.nodes());
        boolean watches = arguments.interval().isPresent();
        say(
                (watches ? "watching " : "running ") + counted(jobs, "job") + " at " + counted(nodes, "node"),
                line -> line.field("event", "begun").field("jobs", jobs).field("nodes", nodes));
    }

    @Override
    public void renewed(int jobs) {
        say(
                "sealed anew, going on with " + counted(jobs, "job"),
                line -> line.field("event", "renewed").field("jobs", jobs));
    }

    void ends(JobOutcome outcome) {
        say("ended, " + outcome.text(), line -> line.field("event", "ended").field("state", outcome.text()));
    }

    void stopped() {
        say(
                "ended, since an emergency stop is in force",
                line -> line.field("event", "ended").field("state", "emergency_stop"));
    }

    @Override
    public void ended(JobReport job) {
        String why = why(job);
        String took = " (" + job.took().toMillis() + " ms)";
        say(
                job.node() + " " + OneLine.of(job.job()) + " " + job.outcome().text() + took
                        + (why.isEmpty() ? "" : ", " + OneLine.of(why)),
                line -> line.field("event", "job")
                        .field("node_id", job.node().text())
                        .field("job", job.job())
                        .field("state", job.outcome().text())
                        .field("started", UtcTime.of(job.started()))
                        .field("ended", UtcTime.of(job.started().plus(job.took())))
                        .field("duration_ms", job.took().toMillis())
                        .knownField("error", why));
    }

    /** Why the first action that failed did so; empty if none did. */
    private static String why(JobReport job) {
        for (JobReport.ActionDone done : job.actions()) {
            if (!done.result().success()
                    && done.result().details().members().get("error") instanceof JsonString error) {
                return done.type() + ": " + error.text();
            }
        }
        return "";
    }

    @Override
    public void unreported(NodeId node, Job job, IOException trouble) {
        trouble(node + ": the report of " + job.name() + " could not be written: " + IoTrouble.words(trouble));
    }

    @Override
    public void failed(NodeId node, IOException trouble) {
        trouble(node + " can't go on: " + IoTrouble.words(trouble));
    }

    @Override
    public synchronized void trouble(String line) {
        if (json) {
            session.err()
                    .println(object(members -> members.field("event", "trouble").field("message", OneLine.of(line))));
            session.err().flush();
        } else {
            session.warn(line);
        }
    }

    @Override
    public void bug(Throwable bug) {
        bugs.accept(bug);
    }

    private synchronized void say(String words, JsonWriter.Members members) {
        session.out().println(json ? object(members) : "automation: " + words);
        session.out().flush();
    }

    private String object(JsonWriter.Members members) {
        Instant now = session.host().clock().instant();
        return JsonWriter.object(line -> {
            line.field("timestamp", UtcTime.of(now));
            members.writeTo(line);
        });
    }

    private static String counted(int count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
