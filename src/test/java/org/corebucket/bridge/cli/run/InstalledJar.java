package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.testkit.Operator;

/** The packaged jar and its launcher, installed beside an operator's deployment, without a class archive. */
final class InstalledJar {

    private final Operator operator;
    private final Path launcher;
    private final Map<String, String> environment;

    InstalledJar(Operator operator) throws IOException {
        this(operator, Map.of());
    }

    /** What it starts has these variables besides those of the tests. */
    InstalledJar(Operator operator, Map<String, String> environment) throws IOException {
        this.operator = operator;
        this.environment = Map.copyOf(environment);
        launcher = operator.beside("prefix/bin/bridgectl");
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of(property("bridgectl.scripts"), "bridgectl"), launcher);
        Files.copy(
                Path.of(property("bridgectl.jar")),
                Files.createDirectory(operator.beside("prefix/lib")).resolve("bridgectl.jar"));
        Files.createFile(operator.beside("no directory"));
    }

    /** Starts a command; it reads the operator's file {@code in}, if there is one, and writes {@code out} and {@code err}. */
    Process start(String out, String err, String... words) throws IOException {
        // Whoever started the tests may ignore signals, as nohup does, and a Java would go on ignoring them.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.addAll(List.of(launcher.toString(), "--root", operator.root().toString()));
        command.addAll(List.of(words));
        Path input = operator.beside("in");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput((Files.exists(input) ? input : Path.of("/dev/null")).toFile())
                .redirectOutput(operator.beside(out).toFile())
                .redirectError(operator.beside(err).toFile());
        builder.environment().put("XDG_STATE_HOME", operator.state().toString());
        builder.environment()
                .put("XDG_CACHE_HOME", operator.beside("no directory").toString());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }
}
