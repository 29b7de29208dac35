package org.corebucket.bridge.launch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.process.ProcessId;

/**
 * What is recorded on disk of a run while it lasts, so that other processes can find and end it even if its supervisor was
 * killed.
 *
 * @param id the run's id
 * @param root the deployment's root
 * @param request the request that was approved
 * @param started when it was started
 * @param supervisor the process id of the {@code bridgectl} that started it
 * @param process its main process, which leads its session; {@link #NOT_STARTED} before there is one
 */
public record RegisteredRun(
        RunId id, Path root, RunRequest request, Instant started, long supervisor, ProcessId process) {

    /** Stands for no process. */
    public static final ProcessId NOT_STARTED = new ProcessId(0, 0);

    /** The same run with its main process, which has been started. */
    public RegisteredRun with(ProcessId main) {
        return new RegisteredRun(id, root, request, started, supervisor, main);
    }

    byte[] json() {
        return JsonWriter.file(json -> json.field("run_id", id.text())
                        .field("root", root.toString())
                        .field("entrypoint", request.entrypoint())
                        .strings("arguments", request.arguments())
                        .field("started", UtcTime.of(started))
                        .field("supervisor_pid", supervisor)
                        .field("pid", process.pid())
                        .field("pid_start_ticks", process.startTicks()))
                .getBytes(StandardCharsets.UTF_8);
    }

    static RegisteredRun of(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        try {
            return new RegisteredRun(
                    new RunId(fields.string("run_id")),
                    Path.of(fields.string("root")),
                    new RunRequest(fields.string("entrypoint"), fields.strings("arguments")),
                    UtcTime.parse(fields.string("started")),
                    fields.wholeNumber("supervisor_pid"),
                    new ProcessId(fields.wholeNumber("pid"), fields.wholeNumber("pid_start_ticks")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedJsonException(source, 1, "no record of a run", "remove the directory that it lies in");
        }
    }
}
