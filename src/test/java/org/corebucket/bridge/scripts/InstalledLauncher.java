package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The launcher as a package installs it, {@code bin/bridgectl} and {@code lib/bridgectl.jar}, with a home of its own and the
 * Java that runs the tests on a short PATH, as cron gives it.
 */
final class InstalledLauncher {

    final Path launcher;
    final Path jar;
    final Path workplace;

    /** The environment of a start; a test may change it. There is no place for archives unless a test gives one. */
    final Map<String, String> environment = new TreeMap<>();

    private final Path scratch;

    private InstalledLauncher(Path base, Path prefix) throws IOException {
        scratch = Files.createDirectories(base.resolve("scratch"));
        workplace = Files.createDirectories(base.resolve("workplace"));
        launcher = prefix.resolve("bin/bridgectl");
        jar = prefix.resolve("lib/bridgectl.jar");
        Files.createDirectories(launcher.getParent());
        Files.copy(Scripts.file("bridgectl"), launcher);
        Probe.writeJar(jar, scratch, "first");
        Path noDirectory = Files.createFile(base.resolve("no directory"));
        environment.put("PATH", Scripts.JAVA_HOME.resolve("bin") + ":/usr/bin:/bin");
        environment.put("HOME", Files.createDirectory(base.resolve("home")).toString());
        environment.put("XDG_CACHE_HOME", noDirectory.toString());
    }

    static InstalledLauncher in(Path base) throws IOException {
        return new InstalledLauncher(base, base.resolve("prefix"));
    }

    static InstalledLauncher in(Path base, String prefix) throws IOException {
        return new InstalledLauncher(base, base.resolve(prefix));
    }

    /** Replaces the jar by another, as an upgrade does. */
    void upgrade() throws IOException {
        Files.delete(jar);
        Probe.writeJar(jar, scratch, "a-longer-second");
    }

    /** Replaces the jar by the one under test. */
    void installReal() throws IOException {
        Files.copy(Path.of(System.getProperty("bridgectl.jar")), jar, StandardCopyOption.REPLACE_EXISTING);
    }

    Run run(String... arguments) throws Exception {
        return run(launcher, arguments);
    }

    /** Starts it under another name: a link. */
    Run run(Path as, String... arguments) throws Exception {
        return Run.of(workplace, environment, command(as, arguments));
    }

    Run.Started start(String... arguments) throws IOException {
        return Run.Started.of(workplace, environment, command(launcher, arguments), Path.of("/dev/null"));
    }

    private static List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
