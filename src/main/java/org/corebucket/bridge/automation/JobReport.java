package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;

/**
 * What became of one run of a job (CONTRACT 3).
 *
 * @param job its name
 * @param node where it ran
 * @param started when
 * @param took how long, over all tries
 * @param outcome of all its actions, as they ended at last
 * @param actions every action of every try, in the order in which they ended
 */
public record JobReport(
        String job, NodeId node, Instant started, Duration took, JobOutcome outcome, List<ActionDone> actions) {

    public JobReport {
        actions = List.copyOf(actions);
    }

    /**
     * One action in one try.
     *
     * @param type the action's
     * @param time when it began
     * @param attempt in which try, from 1
     * @param result what came of it
     */
    public record ActionDone(String type, Instant time, int attempt, ActionResult result) {}

    /** The report on one line, without its line feed. */
    String line(String runId) throws IOException {
        return JsonWriter.object(json -> {
            json.field("job_name", job)
                    .field("run_id", runId)
                    .field("node_id", node.text())
                    .field("timestamp", UtcTime.of(started))
                    .field("duration_ms", took.toMillis())
                    .field("ended", UtcTime.of(started.plus(took)))
                    .field("state", outcome.text())
                    .beginArray("actions");
            for (ActionDone action : actions) {
                json.beginObject()
                        .field("type", action.type())
                        .field("timestamp", UtcTime.of(action.time()))
                        .field("attempt", action.attempt())
                        .field("success", action.result().success())
                        .field("details", action.result().details())
                        .endObject();
            }
            json.endArray();
        });
    }
}
