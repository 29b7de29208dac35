package org.corebucket.bridge.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scripts that a test starts, each known to stand by the numbers that it printed. */
final class Started implements AutoCloseable {

    /** A running script, and the numbers that it printed, a line each. */
    record Script(Process process, List<Long> pids) {}

    private final Map<String, String> variables = new TreeMap<>();
    private final List<Process> processes = new ArrayList<>();

    Started(String runId) {
        variables.put(ProcessTree.RUN_ID, runId);
    }

    /** Starts a shell script, and waits until it has printed some numbers. */
    Script sh(String script, int lines) throws IOException {
        return start(lines, "sh", "-c", script);
    }

    /** The same, in a session of its own. */
    Script setsid(String script, int lines) throws IOException {
        return start(lines, "setsid", "sh", "-c", script);
    }

    /** Makes a FIFO, whose path scripts find in {@code GATE}. */
    Path gate(Path directory) throws IOException, InterruptedException {
        Path gate = directory.resolve("gate");
        new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
        variables.put("GATE", gate.toString());
        return gate;
    }

    private Script start(int lines, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        Process process = builder.start();
        processes.add(process);
        BufferedReader reader = process.inputReader();
        List<Long> pids = new ArrayList<>();
        while (pids.size() < lines) {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("it ended before it stood: " + String.join(" ", command));
            }
            pids.add(Long.valueOf(line));
        }
        return new Script(process, pids);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
