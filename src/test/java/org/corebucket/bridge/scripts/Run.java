package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a process left behind: its exit code and all that it printed. */
record Run(int exit, String out, String err) {

    private static final int LIMIT_SECONDS = 120;

    /** The lines of standard output. */
    List<String> lines() {
        return out.lines().toList();
    }

    /** Runs a command to its end with just this environment, and nothing on standard input. */
    static Run of(Path directory, Map<String, String> environment, List<String> command) throws Exception {
        return Started.of(directory, environment, command, Path.of("/dev/null")).await();
    }

    /** A process that was started, and the files that take its output. */
    record Started(Process process, Path out, Path err) {

        static Started of(Path directory, Map<String, String> environment, List<String> command, Path input)
                throws IOException {
            Path out = Files.createTempFile(directory, "out", null);
            Path err = Files.createTempFile(directory, "err", null);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Started(builder.start(), out, err);
        }

        Run await() throws Exception {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT_SECONDS + " s");
            }
            return new Run(process.exitValue(), read(out), read(err));
        }

        String printed() {
            try {
                return read(out);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static String read(Path file) throws IOException {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        }
    }
}
