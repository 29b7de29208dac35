package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.Operator;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.EntrypointName;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.PolicyWriter;

/** A deployment whose policy has a process entrypoint, {@code task}, with a form for everything that its script can do. */
final class Fixture {

    static final String TASK = "jobs/task.sh";

    private static final List<String> FORMS = List.of(
            "",
            "exit {code}",
            "tell",
            "say",
            "deaf",
            "wait",
            "fork",
            "daemon",
            "closed",
            "--level {n}",
            "--watch --level {n}");

    private Fixture() {}

    /** Somebody in such a deployment. */
    static Operator operator(Path directory) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setVariable("PATH", System.getenv("PATH"));
        Files.createDirectory(operator.path("jobs"));
        try (InputStream script = Objects.requireNonNull(Fixture.class.getResourceAsStream("/run/task.sh"))) {
            Files.copy(script, operator.path(TASK));
        }
        operator.setMode("jobs", "rwxr-xr-x");
        operator.setMode(TASK, "rw-r--r--");
        seal(operator, process("task", TASK, List.of("sh", "{file}"), FORMS));
        return operator;
    }

    /** Seals one more entrypoint. */
    static void seal(Operator operator, Entrypoint more) throws Exception {
        Policy policy = PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY);
        List<Entrypoint> entrypoints = new ArrayList<>(policy.entrypoints());
        entrypoints.add(more);
        List<String> files = new ArrayList<>(policy.files());
        if (!files.contains(more.file()) && !more.file().startsWith("canonical/")) {
            files.add(more.file());
        }
        operator.write(
                Deployment.POLICY,
                PolicyWriter.text(new Policy(
                        policy.system(),
                        files,
                        entrypoints,
                        policy.forbidden(),
                        policy.modules(),
                        policy.access(),
                        policy.documents(),
                        policy.monitoring(),
                        policy.alerts())));
        freeze(operator);
    }

    static void freeze(Operator operator) {
        var answer = operator.run("freeze", "--reason", "test");
        if (answer.code() != 0) {
            throw new IllegalStateException(answer.err());
        }
    }

    static Entrypoint process(String name, String file, List<String> argv, List<String> forms) {
        return new Entrypoint(
                new EntrypointName(name),
                file,
                Entrypoint.Kind.PROCESS,
                argv,
                forms.stream().map(ArgumentForm::parse).toList(),
                List.of("EXTRA"));
    }

    /** Whether anything of the entrypoints was executed. */
    static boolean ran(Operator operator) {
        return Files.exists(operator.path("canary"));
    }

    /** What runs have left in the state directory. */
    static List<Path> leftovers(Operator operator) {
        Path runs = operator.state().resolve("bridgectl/runs");
        try (Stream<Path> left = Files.exists(runs) ? Files.list(runs) : Stream.empty()) {
            return left.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a log, without those of incidents, which follow a new refusal; none if it is not there. */
    static List<String> log(Operator operator, String path) throws IOException {
        return Files.exists(operator.path(path))
                ? operator.text(path)
                        .lines()
                        .filter(line -> !line.contains("\"event\":\"incident-raised\""))
                        .toList()
                : List.of();
    }

    static String last(Operator operator, String path) throws IOException {
        List<String> lines = log(operator, path);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
