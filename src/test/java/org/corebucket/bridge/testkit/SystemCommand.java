package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command of the system whose output nobody needs. */
public final class SystemCommand {

    private static final long LIMIT_SECONDS = 30;

    private SystemCommand() {}

    /** Runs a command to its end; returns the exit code, or -1 if it could not be run or took too long. */
    static int exit(String... command) {
        return exit(Path.of("."), command);
    }

    /** Runs a command in a directory, in the same way. */
    public static int exit(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
