package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.EntrypointName;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;

/** A deployment whose policy has a process entrypoint, {@code task}, with a form for everything that its script can do. */
final class TaskEntrypoint {

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

    private TaskEntrypoint() {}

    /** Somebody in such a deployment. */
    static Operator operator(Path directory) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setVariable("PATH", System.getenv("PATH"));
        Files.createDirectory(operator.path("jobs"));
        Files.write(operator.path(TASK), Resources.bytes("run/task.sh"));
        operator.setMode("jobs", "rwxr-xr-x");
        operator.setMode(TASK, "rw-r--r--");
        seal(operator, process("task", TASK, List.of("sh", "{file}"), FORMS));
        return operator;
    }

    /** Seals one more entrypoint. */
    static void seal(Operator operator, Entrypoint more) throws Exception {
        write(operator, more);
        freeze(operator);
    }

    /** Seals one more entrypoint as a toolkit would that does not ask what it runs. */
    static void sealUnasked(Operator operator, Entrypoint more) throws Exception {
        write(operator, more);
        freezeUnasked(operator);
    }

    /** Seals what is there as a toolkit would that does not ask whether it can run. */
    static void freezeUnasked(Operator operator) throws Exception {
        Policy policy = PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY);
        RsaPrivateKey key = RsaPrivateKey.fromPem(
                operator.text("security/release.private.pem"), "release.private.pem", Passphrase.NONE);
        new Freeze(Deployment.at(operator.root()), operator.host())
                .seal(
                        new Freeze.FreezeRequest(
                                policy.files(), policy.system(), "unasked", null, List.of(), List.of()),
                        key);
    }

    /** Puts one more entrypoint into the policy, and seals nothing. */
    static Policy write(Operator operator, Entrypoint more) throws Exception {
        return write(operator, more, List.of());
    }

    /** The same with more files. */
    static Policy write(Operator operator, Entrypoint more, List<String> moreFiles) throws Exception {
        Policy policy = PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY);
        List<Entrypoint> entrypoints = new ArrayList<>(policy.entrypoints());
        entrypoints.add(more);
        List<String> files = new ArrayList<>(policy.files());
        if (!files.contains(more.file()) && !more.file().startsWith("canonical/")) {
            files.add(more.file());
        }
        moreFiles.stream().filter(file -> !files.contains(file)).forEach(files::add);
        Policy next = new Policy(
                policy.system(),
                files,
                entrypoints,
                policy.forbidden(),
                policy.modules(),
                policy.access(),
                policy.documents(),
                policy.monitoring(),
                policy.alerts(),
                policy.clients());
        operator.write(Deployment.POLICY, PolicyWriter.text(next));
        return next;
    }

    static void freeze(Operator operator) {
        var answer = operator.run("freeze", "--reason", "test");
        if (answer.code() != 0) {
            throw new IllegalStateException(answer.err());
        }
    }

    static Entrypoint process(String name, String file, List<String> argv, List<String> forms) {
        return process(name, file, argv, forms, List.of("EXTRA"));
    }

    static Entrypoint process(
            String name, String file, List<String> argv, List<String> forms, List<String> environment) {
        return new Entrypoint(
                new EntrypointName(name),
                file,
                Entrypoint.EntrypointKind.PROCESS,
                argv,
                forms.stream().map(ArgumentForm::parse).toList(),
                environment);
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
