package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.JobOutcome;
import org.corebucket.bridge.automation.JobReport;
import org.corebucket.bridge.automation.NodeId;
import org.corebucket.bridge.automation.RunnerArguments;
import org.corebucket.bridge.automation.RunnerListener;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.text.OneLine;

/** What a runner says: results to standard output, a line a job, trouble to standard error. For many threads. */
final class AutomationText implements RunnerListener {

    private final Session session;
    private final Consumer<Throwable> bugs;

    AutomationText(Session session, Consumer<Throwable> bugs) {
        this.session = session;
        this.bugs = bugs;
    }

    void begins(RunnerArguments arguments, int jobs) {
        int nodes = Math.max(1, arguments.nodes());
        say((arguments.interval().isPresent() ? "watching " : "running ")
                + counted(jobs, "job")
                + " at "
                + counted(nodes, "node"));
    }

    void ends(JobOutcome outcome) {
        say("ended, " + outcome.text());
    }

    void stopped() {
        say("ended, since an emergency stop is in force");
    }

    @Override
    public void ended(JobReport job) {
        StringBuilder why = new StringBuilder();
        for (JobReport.ActionDone done : job.actions()) {
            boolean first = why.length() == 0 && !done.result().success();
            if (first && done.result().details().members().get("error") instanceof JsonString error) {
                why.append(", ").append(done.type()).append(": ").append(OneLine.of(error.text()));
            }
        }
        String took = " (" + job.took().toMillis() + " ms)";
        say(job.node() + " " + OneLine.of(job.job()) + " " + job.outcome().text() + took + why);
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
        session.warn(line);
    }

    @Override
    public void bug(Throwable bug) {
        bugs.accept(bug);
    }

    private synchronized void say(String line) {
        session.out().println("automation: " + line);
        session.out().flush();
    }

    private static String counted(int count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
