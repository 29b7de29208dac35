package org.corebucket.bridge.launch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.SearchPath;
import org.corebucket.bridge.policy.StagedCommand;
import org.corebucket.bridge.process.ProcessTree;
import org.jspecify.annotations.Nullable;

/**
 * How an approved process is started: its command line, whose program was looked up beforehand, and its reduced environment
 * (CONTRACT 3).
 *
 * @param argv the policy's argv and the approved arguments, with the placeholders in them
 * @param environment all its variables except the run's id, with the placeholders in them
 * @param staged whether its working directory is the staged root; if not, it is the deployment's root
 * @param setsid the path of {@code setsid(1)}
 */
public record ProcessCommand(List<String> argv, Map<String, String> environment, boolean staged, Path setsid) {

    private static final List<String> USUAL = List.of("PATH", "LANG", "HOME", "TZ");

    public ProcessCommand {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    /**
     * The command of an approved entrypoint.
     *
     * @throws FileNotFoundException if the program is not on PATH
     * @throws NotRunnableException if the policy names a program that is neither on PATH, nor an absolute path, nor the staged
     * file, or if the staged file is not executable
     */
    public static ProcessCommand of(Deployment deployment, Host host, Decision.Approved approved)
            throws IOException, NotRunnableException {
        Entrypoint entrypoint = approved.entrypoint();
        SearchPath path = new SearchPath(host.variable("PATH"), deployment.root());
        List<String> argv = new ArrayList<>(entrypoint.argv());
        argv.set(0, program(deployment, entrypoint, path));
        argv.addAll(approved.arguments());
        StagedCommand command = entrypoint.command();
        Map<String, String> environment = new TreeMap<>();
        put(USUAL, host, environment);
        environment.put("PATH", path.toString());
        if (isBelow(deployment.root(), environment.get("HOME"))) {
            // Interpreters load modules and settings from HOME, so it must not be in the live tree.
            environment.put("HOME", StagedCommand.DIR);
        }
        put(entrypoint.env(), host, environment);
        if (command.worksInStagedRoot()) {
            environment.put("BRIDGECTL_ROOT", deployment.root().toString());
        }
        environment.put(
                "BRIDGECTL_CANONICAL_FILE", deployment.path(entrypoint.file()).toString());
        return new ProcessCommand(argv, environment, command.worksInStagedRoot(), path.find("setsid"));
    }

    private static void put(List<String> variables, Host host, Map<String, String> environment) {
        for (String variable : variables) {
            String value = StagedCommand.isFixed(variable)
                    ? StagedCommand.value(variable)
                    : host.environment().get(variable);
            if (value != null) {
                environment.put(StagedCommand.name(variable), value);
            }
        }
    }

    private static boolean isBelow(Path root, @Nullable String directory) {
        if (directory == null || !directory.startsWith("/")) {
            return directory != null;
        }
        try {
            return Path.of(directory).toRealPath().startsWith(root);
        } catch (IOException e) {
            return Path.of(directory).normalize().startsWith(root);
        }
    }

    private static String program(Deployment deployment, Entrypoint entrypoint, SearchPath path)
            throws IOException, NotRunnableException {
        String name = entrypoint.argv().get(0);
        if (name.startsWith(StagedCommand.FILE) || name.startsWith(StagedCommand.DIR)) {
            String file = StagedCommand.filled(name, Path.of(entrypoint.file()), Path.of("."));
            if (!isExecutable(deployment.path(file))) {
                throw new NotRunnableException(file + " may not be executed: its mode has no x"
                        + "\nGive it one (chmod u+x), or name its interpreter in the policy's argv and freeze.");
            }
            return name;
        }
        if (name.startsWith("/")) {
            if (!Files.isExecutable(Path.of(name))) {
                throw new FileNotFoundException(
                        "found no program " + name + "\nInstall it, or name another in the policy's argv and freeze.");
            }
            return name;
        }
        if (Entrypoint.unverifiedProgram(entrypoint.argv()).isPresent()) {
            throw new NotRunnableException("the policy's argv begins with " + name + ", a path that nothing verifies"
                    + "\nName {file}, an absolute path, or a program on PATH, and freeze.");
        }
        return path.find(name).toString();
    }

    /** Whether a file may be executed. A file that vanishes at this moment counts as executable: staging refuses it. */
    private static boolean isExecutable(Path file) throws IOException {
        try {
            return FileFacts.of(file).isExecutable();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** The names of all environment variables that it gets, sorted. */
    public List<String> variables() {
        TreeSet<String> names = new TreeSet<>(environment.keySet());
        names.add(ProcessTree.RUN_ID);
        return List.copyOf(names);
    }

    /**
     * The command line with the paths of the staged copies in it.
     *
     * @param file the staged file
     * @param dir the staged root
     */
    public List<String> argv(Path file, Path dir) {
        List<String> words = new ArrayList<>();
        for (String word : argv) {
            words.add(StagedCommand.filled(word, file, dir));
        }
        return words;
    }

    /**
     * Its working directory.
     *
     * @param root the deployment's root
     * @param dir the staged root
     */
    public Path directory(Path root, Path dir) {
        return staged ? dir : root;
    }

    /**
     * The builder of a process that leads a session of its own: {@code setsid(1)} makes the session and then becomes the
     * program, so that the process id stays the same. Its streams are pipes.
     */
    ProcessBuilder builder(Deployment deployment, Path file, Path dir, RunId id) {
        List<String> words = new ArrayList<>();
        words.add(setsid.toString());
        words.addAll(argv(file, dir));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory(deployment.root(), dir).toFile());
        builder.environment().clear();
        environment.forEach((name, value) -> builder.environment().put(name, StagedCommand.filled(value, file, dir)));
        builder.environment().put(ProcessTree.RUN_ID, id.text());
        return builder;
    }
}
