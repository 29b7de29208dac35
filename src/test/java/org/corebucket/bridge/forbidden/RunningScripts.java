package org.corebucket.bridge.forbidden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that a test starts, each of which says when it stands, and then waits for the end of its input. */
final class RunningScripts implements AutoCloseable {

    /** Python that says that it runs, and goes on until it is ended. */
    static final String PYTHON = "import time\nprint('up', flush=True)\ntime.sleep(600)\n";

    /** The same as a shell script; its child, which begins as a copy of it, is a program of its own before it stands. */
    static final String SHELL =
            "sleep 600 &\nuntil read -r name <\"/proc/$!/comm\" && [ \"$name\" = sleep ]; do :; done\necho up\nwait\n";

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    RunningScripts(Path directory) {
        this.directory = directory;
    }

    /** Starts a program, and waits until it says that it stands. */
    Process start(String... command) throws IOException {
        return start(new ProcessBuilder(command));
    }

    /** The same, with standard input from a file. */
    Process startFrom(Path input, String... command) throws IOException {
        return start(new ProcessBuilder(command).redirectInput(input.toFile()));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        BufferedReader reader = run(builder).inputReader();
        assertThat(reader.readLine()).as(String.join(" ", builder.command())).isEqualTo("up");
        return last();
    }

    /** Starts a program that stands as soon as it is executed. */
    Process startSilent(ProcessBuilder builder) throws IOException {
        return run(builder);
    }

    private Process run(ProcessBuilder builder) throws IOException {
        processes.add(builder.directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        return last();
    }

    private Process last() {
        return processes.get(processes.size() - 1);
    }

    /** Where a program lies; the test is skipped where it is not installed. */
    static Path installed(String program) throws IOException {
        for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path path = Path.of(place, program);
            if (Files.isExecutable(path)) {
                return path.toRealPath();
            }
        }
        assumeTrue(false, program + " is not installed: what it runs can't be looked for");
        throw new IllegalStateException("unreachable");
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
