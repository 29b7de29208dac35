package org.corebucket.bridge.launch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;
import org.corebucket.bridge.logs.LogFiles;
import org.corebucket.bridge.logs.RejectLog;

/**
 * Records every refusal, start and end in the audit log, and refusals in the reject log, too. Each is recorded before the user
 * is told of it.
 */
public final class RunJournal implements Refusal.Listener {

    /** The most characters of one value that are recorded: a command line may have megabytes. */
    private static final int MOST_CHARACTERS = 256;

    private static final int MOST_ARGUMENTS = 32;

    private final SharedLineFile audit;
    private final RejectLog rejects;
    private final Clock clock;

    /** The journal of one deployment. */
    public RunJournal(Deployment deployment, Clock clock) {
        this.audit = new SharedLineFile(deployment.auditLog());
        this.rejects = new RejectLog(deployment.path(LogFiles.REJECTS));
        this.clock = clock;
    }

    @Override
    public void refused(Refusal refusal) throws IOException {
        Instant now = clock.instant();
        RunRequest request = cut(refusal.request());
        String reason = refusal.reason().text();
        try {
            rejects.append(
                    now,
                    new RejectLog.RefusedEntrypoint(
                            reason, request.entrypoint(), request.arguments(), refusal.detail()));
        } finally {
            append(now, "refused", request, json -> json.field("reason", reason).field("detail", refusal.detail()));
        }
    }

    /**
     * Records that a run is about to start. If this fails, it must not be started.
     *
     * @param digest the digest of the file's sealed bytes
     */
    void starting(RegisteredRun run, Sha256 digest) throws IOException {
        append(
                run.started(),
                "started",
                cut(run.request()),
                json -> json.field("run_id", run.id().text()).field("sha256", digest.hex()));
    }

    /** Records how a run ended. */
    void ended(RegisteredRun run, RunResult result) throws IOException {
        Instant now = clock.instant();
        long took = Duration.between(result.started(), now).toMillis();
        append(
                now,
                result.outcome(),
                cut(run.request()),
                json -> json.field("run_id", run.id().text())
                        .field("exit_code", result.exitCode())
                        .field("duration_ms", Math.max(0, took))
                        .strings("left_running", result.leftRunning()));
    }

    private void append(Instant time, String outcome, RunRequest request, JsonWriter.Members members)
            throws IOException {
        String line = JsonWriter.object(json -> {
            json.field("event", "run")
                    .field("timestamp", UtcTime.of(time))
                    .field("outcome", outcome)
                    .field("entrypoint", request.entrypoint())
                    .strings("arguments", request.arguments());
            members.writeTo(json);
        });
        audit.append(line);
    }

    private static RunRequest cut(RunRequest request) {
        List<String> arguments = new ArrayList<>();
        for (String argument : request.arguments()) {
            if (arguments.size() == MOST_ARGUMENTS) {
                arguments.add("... " + (request.arguments().size() - MOST_ARGUMENTS) + " more");
                break;
            }
            arguments.add(cut(argument));
        }
        return new RunRequest(cut(request.entrypoint()), arguments);
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
