package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real openssl, as a process in a directory. */
final class Openssl {

    private static final int LIMIT_SECONDS = 60;

    private final Path directory;

    private Openssl(Path directory) {
        this.directory = directory;
    }

    /** Skips the test aloud where openssl is missing; where {@code CI} is set, a missing openssl is a failure. */
    static Openssl in(Path directory) throws IOException, InterruptedException {
        Openssl openssl = new Openssl(directory);
        try {
            openssl.run("version");
        } catch (IOException e) {
            String message = "openssl is not installed: interoperability was NOT tested";
            if (System.getenv("CI") != null) {
                fail(message, e);
            }
            System.err.println(message);
            abort(message);
        }
        return openssl;
    }

    /** Runs a command that must succeed, and gives what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("%s ends", command)
                .isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as("%s: %s", command, printed).isZero();
        return printed;
    }

    /** The text of a file in the directory. */
    String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    /** The bytes of a file in the directory. */
    byte[] readBytes(String file) throws IOException {
        return Files.readAllBytes(directory.resolve(file));
    }

    /** Writes a file into the directory. */
    void write(String file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file into the directory. */
    void write(String file, byte[] bytes) throws IOException {
        Files.write(directory.resolve(file), bytes);
    }
}
