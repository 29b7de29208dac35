package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;

/** The checkout as it is when it was built, with the packaged jar, beside a home and a state directory of their own. */
record Toolkit(Path base) {

    static Toolkit in(Path base) throws IOException {
        Toolkit toolkit = new Toolkit(base);
        copy(Scripts.file(""), toolkit.scripts());
        Path lib = Files.createDirectory(base.resolve("toolkit/lib"));
        Files.copy(Path.of(System.getProperty("bridgectl.jar")), lib.resolve("bridgectl.jar"));
        return toolkit;
    }

    /** The checkout's top. */
    Path top() {
        return base.resolve("toolkit");
    }

    Path scripts() {
        return top().resolve("scripts");
    }

    Path launcher() {
        return scripts().resolve("bridgectl");
    }

    /** An environment with next to nothing in it; the test may add to it. */
    Map<String, String> environment() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", Files.createDirectories(base.resolve("home")).toString());
        environment.put("JAVA_HOME", Scripts.JAVA_HOME.toString());
        // The launcher would go on making an archive while the test's directory is removed.
        environment.put("XDG_CACHE_HOME", "/dev/null");
        return environment;
    }

    /** Runs bridgectl in a directory. */
    Run run(Path directory, String... words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("env", "-C", directory.toString(), launcher().toString()));
        command.addAll(List.of(words));
        return Run.of(base, environment(), command);
    }

    /** A deployment that is new to this host. */
    Path deployment(String name) throws IOException {
        return Operator.atStrangeDeployment(Files.createDirectories(base.resolve(name)))
                .root();
    }

    /** A clone of what the sample has sealed, as a repository has it that commits neither keys nor seal. */
    Path clone(String name) throws IOException {
        Path root = deployment(name);
        String manifest = Files.readString(root.resolve("manifests/canonical.sha256"));
        for (String made : List.of("manifests", "security", "logs", "insight")) {
            SampleDeployment.delete(root.resolve(made));
        }
        Files.createDirectory(root.resolve("manifests"));
        Files.writeString(
                root.resolve("manifests/release.sha256"),
                manifest.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n", "", "\n")));
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
