package org.corebucket.bridge.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.SystemCommand;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;

/**
 * Delivers by a process that gets the message on its standard input; exit code 0 is delivery. Its input and output are files,
 * not pipes, so that nothing here waits for them, whatever the process and its children do with them. The process is a program
 * of the system ({@link SystemCommand}): nothing that lies in the deployment is ever started, whatever the policy says.
 */
final class CommandSink implements AlertSink {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LARGEST_OUTPUT = 1 << 20;
    private static final int SHOWN_OUTPUT = 1024;
    private static final long POLL_MILLIS = 50;
    private static final List<String> KEPT_VARIABLES = List.of("PATH", "LANG", "HOME", "TZ");

    private final SystemCommand command;
    /** The deployment's root: nothing below it is run. */
    private final Path root;

    private final Path scratch;
    private final Host host;
    private final Duration limit;

    CommandSink(List<String> argv, Path root, Path directory, Host host) {
        this(argv, root, directory, host, LIMIT);
    }

    /**
     * A sink that gives its command so much time.
     *
     * @param directory the directory for its files, which only one attempt at a time may use
     */
    CommandSink(List<String> argv, Path root, Path directory, Host host, Duration limit) {
        this.command = new SystemCommand(argv);
        this.root = root;
        this.scratch = directory.resolve(".command");
        this.host = host;
        this.limit = limit;
    }

    /** Why the command can't be started here: it is not found, or it would run something that is not verified. */
    Optional<String> problem() {
        Optional<String> live = command.liveTree(root);
        if (live.isPresent()) {
            return Optional.of("it " + live.get());
        }
        String program = command.argv().get(0);
        if (program.startsWith("/")) {
            return Files.isExecutable(Path.of(program))
                    ? Optional.empty()
                    : Optional.of("there is no program of that name that this user may execute");
        }
        String path = host.variable("PATH");
        for (String directory : path == null ? List.<String>of() : List.of(path.split(":", -1))) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return SystemCommand.isWithin(root, Path.of(directory, program).toString())
                        ? Optional.of("PATH finds it in " + directory + ", in the live tree: nothing verifies it")
                        : Optional.empty();
            }
        }
        return Optional.of("no such program in PATH");
    }

    @Override
    public SinkOutcome deliver(AlertMessage message) throws InterruptedException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            return new NotDelivered(command.argv().get(0) + " was not started: " + problem.get());
        }
        Path input = scratch.resolve("input");
        Path output = scratch.resolve("output");
        try {
            OwnerOnly.directory(scratch);
            Files.deleteIfExists(output);
            OwnerOnly.file(output);
            Files.writeString(OwnerOnly.file(input), message.json() + "\n", StandardCharsets.US_ASCII);
            try {
                String runId = UUID.randomUUID().toString();
                return ended(start(message.id(), runId, input, output), runId, output);
            } finally {
                Files.delete(input);
                Files.delete(output);
            }
        } catch (IOException e) {
            return new NotDelivered(String.valueOf(e.getMessage()));
        }
    }

    private Process start(String id, String runId, Path input, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.argv())
                .directory(SystemCommand.DIRECTORY.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        for (String name : KEPT_VARIABLES) {
            String value = host.variable(name);
            if (value != null) {
                builder.environment().put(name, value);
            }
        }
        builder.environment().put("BRIDGECTL_ALERT_ID", id);
        builder.environment().put(ProcessTree.RUN_ID, runId);
        return builder.start();
    }

    private SinkOutcome ended(Process process, String runId, Path output) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline >= 0) {
                    return new NotDelivered("no end within " + limit.toMillis() + " ms" + said(output));
                }
                if (Files.size(output) > LARGEST_OUTPUT) {
                    return new NotDelivered("it floods its output" + said(output));
                }
            }
            int code = process.exitValue();
            return code == 0 ? new Delivered() : new NotDelivered("exit code " + code + said(output));
        } finally {
            end(process, runId);
        }
    }

    private static String said(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            String text = new String(in.readNBytes(SHOWN_OUTPUT), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : ": " + text;
        }
    }

    /**
     * Ends the command with all that it started, including daemons, which are no longer its descendants. If processes can't be
     * seen, at least the command itself is ended.
     */
    private static void end(Process process, String runId) throws IOException {
        if (process.isAlive()) {
            try {
                ProcessTree.ofRun(ProcessTable.system(), runId).end(Duration.ZERO);
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
