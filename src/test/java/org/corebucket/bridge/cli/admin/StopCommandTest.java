package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.Stoppable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code stop} does with what runs. */
final class StopCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Duration> graces = new ArrayList<>();

    @BeforeEach
    void makeDeployment() throws IOException {
        Files.createDirectories(directory.resolve("root/canonical"));
        Files.createFile(directory.resolve("root").resolve(Deployment.POLICY));
    }

    @Test
    void endsWhatRunsWithinTenSecondsAndRecordsIt() throws IOException {
        int code = stop(part("bridge", "bridge, process 4711"), part("runner", "runner, process 4712"));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("\nstopped bridge, process 4711\nstopped runner, process 4712\n");
        assertThat(err.toString()).isEmpty();
        assertThat(graces).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(directory.resolve("root/EMERGENCY_SHUTDOWN.marker"))
                .content()
                .contains(" stopped: bridge, process 4711\n", " stopped: runner, process 4712\n");
        assertThat(directory.resolve("root/logs/production_audit.jsonl"))
                .content()
                .contains("\"ended\":[\"bridge, process 4711\",\"runner, process 4712\"]");
    }

    @Test
    void isInForceBeforeAnythingIsEnded() {
        stop(new Part("bridge", () -> {
            assertThat(directory.resolve("root/EMERGENCY_SHUTDOWN.marker")).exists();
            return List.of();
        }));
    }

    @Test
    void whatCannotBeEndedKeepsNothingElseFromBeingEnded() {
        int code = stop(
                new Part("bridge", () -> {
                    throw new IOException("no right to");
                }),
                part("runner", "runner, process 4712"));

        assertThat(code).isEqualTo(74);
        assertThat(err.toString()).isEqualTo("bridgectl: bridge could not be ended: no right to\n");
        assertThat(out.toString()).contains("\nstopped runner, process 4712\n");
    }

    @Test
    void aDiskThatTakesNoRecordKeepsNothingFromBeingEnded() throws IOException {
        Files.createFile(directory.resolve("root/logs"));
        List<String> ended = new ArrayList<>();

        int code = stop(new Part("bridge", () -> {
            ended.add("bridge");
            return ended;
        }));

        assertThat(code).isEqualTo(74);
        assertThat(ended).containsExactly("bridge");
        assertThat(err.toString()).startsWith("bridgectl: the stop could not be recorded as it should be: ");
    }

    private interface Ending {
        List<String> end() throws IOException;
    }

    private static Part part(String name, String ended) {
        return new Part(name, () -> List.of(ended));
    }

    private record Part(String name, Ending ending) {}

    private int stop(Part... parts) {
        Host host = new Host(
                Map.of("XDG_STATE_HOME", directory.resolve("state").toString()),
                directory.resolve("root"),
                Clock.systemUTC());
        Session session = new Session(host, new PrintWriter(out, true), new PrintWriter(err, true), Terminal.NONE);
        List<Stoppable> running = new ArrayList<>();
        for (Part part : parts) {
            running.add(stoppable(part));
        }
        return new CommandLine(new StopCommand(session, new GlobalOptions(), deployment -> running).model())
                .execute("--reason", "fire");
    }

    private Stoppable stoppable(Part part) {
        return new Stoppable() {
            @Override
            public String name() {
                return part.name();
            }

            @Override
            public List<String> end(Duration grace) throws IOException {
                graces.add(grace);
                return part.ending().end();
            }
        };
    }
}
