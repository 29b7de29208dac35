package org.corebucket.bridge.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What checks a transparency log by code that shares nothing with ours: the program {@code src/test/go/logoracle}, over Go's own
 * {@code sumdb/note} and {@code sumdb/tlog}.
 */
public final class LogOracle {

    private static final int LIMIT_SECONDS = 300;
    private static final String SOURCES = "/usr/share/gocode";
    private static final Path LIBRARY = Path.of(SOURCES, "src/golang.org/x/mod/sumdb/tlog");

    private final Path program;
    private final Path directory;

    private LogOracle(Path directory) {
        this.directory = directory;
        this.program = directory.resolve("logoracle");
    }

    /**
     * Builds the program in a directory. Skips the test aloud where Go or its library is missing; where {@code CI} is set, that is a
     * failure.
     */
    public static LogOracle in(Path directory) throws IOException, InterruptedException {
        LogOracle oracle = new LogOracle(directory);
        try {
            if (!Files.isDirectory(LIBRARY)) {
                throw new IOException(LIBRARY + " is not there");
            }
            Outcome built = oracle.run(
                    List.of("go", "build", "-o", oracle.program.toString(), "main.go", "proof.go"),
                    Path.of("src/test/go/logoracle").toAbsolutePath(),
                    "");
            if (built.code() != 0) {
                throw new AssertionError(built.out());
            }
        } catch (IOException e) {
            String message = "golang-go and golang-golang-x-mod-dev are not installed: the log's oracle was NOT asked: "
                    + e.getMessage();
            if (System.getenv("CI") != null) {
                fail(message, e);
            }
            System.err.println(message);
            abort(message);
        }
        return oracle;
    }

    /**
     * How a command ended.
     *
     * @param out what it printed, on either stream
     */
    public record Outcome(int code, String out) {}

    /** Runs a command of the program, with nothing on its standard input. */
    public Outcome ask(String... arguments) throws IOException, InterruptedException {
        return askWith("", arguments);
    }

    /** The same with a text on its standard input. */
    public Outcome askWith(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return run(command, directory, input);
    }

    private Outcome run(List<String> command, Path where, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("logoracle.in"), input);
        Path out = directory.resolve("logoracle.out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("GO111MODULE", "off");
        builder.environment().put("GOPATH", SOURCES);
        builder.environment()
                .put("GOCACHE", Path.of("target/go-cache").toAbsolutePath().toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " took more than " + LIMIT_SECONDS + " s");
        }
        return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }
}
