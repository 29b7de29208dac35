package org.corebucket.bridge.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.testkit.SpecialFiles;

/** Scripts that a test starts, each known to stand by the numbers that it printed. */
final class Started implements AutoCloseable {

    /** A running script, and the numbers that it printed, a line each. */
    record Script(Process process, List<Long> pids) {}

    private final Map<String, String> variables = new TreeMap<>();
    private final List<Process> processes = new ArrayList<>();

    Started(String runId) {
        variables.put(ProcessTree.RUN_ID, runId);
    }

    /** Starts a shell script in a session of its own, and waits until it has printed some numbers. */
    Script session(String script, int lines) throws IOException {
        return start(lines, "setsid", "sh", "-c", script);
    }

    /** Makes a FIFO, whose path scripts find in {@code GATE}. */
    Path gate(Path directory) throws IOException, InterruptedException {
        Path gate = directory.resolve("gate");
        SpecialFiles.fifo(gate);
        variables.put("GATE", gate.toString());
        return gate;
    }

    private Script start(int lines, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        Process process = startOrSkip(builder);
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

    private static Process startOrSkip(ProcessBuilder builder) throws IOException {
        String program = builder.command().get(0);
        try {
            return builder.start();
        } catch (IOException e) {
            assumeTrue(false, program + " is not installed: " + e.getMessage());
            throw e;
        }
    }

    /** Skips the test where a program is not installed. */
    static void require(String program) throws IOException, InterruptedException {
        startOrSkip(new ProcessBuilder(program, "--version").redirectErrorStream(true))
                .waitFor();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
