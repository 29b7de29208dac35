package org.corebucket.bridge.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path: for what two processes do to each other. */
public final class ChildJvm {

    private static final long LIMIT_SECONDS = 120;

    private ChildJvm() {}

    /** The command line that runs a class's {@code main}. */
    public static List<String> command(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** This one's class path, for a process in any directory. */
    public static String classPath() {
        List<String> entries = new ArrayList<>();
        StringTokenizer own = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
        while (own.hasMoreTokens()) {
            String entry = own.nextToken();
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Starts a class's {@code main}; its error output is this process's. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(List.of("-Xshare:auto"), main, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /**
     * Runs a command to its end and gives what it wrote to either output; anything but exit code 0 is an error, and so is no end within
     * two minutes.
     */
    public static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Path written = Files.createTempFile("output", null);
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = new String(Files.readAllBytes(written), StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                String how = ended ? "exit " + process.exitValue() : "no end";
                throw new IOException(how + ": " + command.command() + "\n" + output);
            }
            return output;
        } finally {
            Files.delete(written);
        }
    }
}
