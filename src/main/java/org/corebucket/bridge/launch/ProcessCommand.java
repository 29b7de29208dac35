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
import org.corebucket.bridge.launch.stage.RunId;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.process.ProcessTree;

/**
 * How an approved process is started: its command line, the program looked up beforehand, and its reduced environment
 * (CONTRACT 3).
 *
 * @param argv the policy's, {@code {file}} still in it, and the approved arguments
 * @param environment all of it but the run's id
 * @param setsid the program that makes a session
 */
public record ProcessCommand(List<String> argv, Map<String, String> environment, Path setsid) {

    private static final String FILE = "{file}";
    private static final List<String> USUAL = List.of("PATH", "LANG", "HOME", "TZ");

    public ProcessCommand {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    /**
     * Makes it out of what was approved.
     *
     * @throws FileNotFoundException if the program is not on PATH
     * @throws NotRunnableException if the policy names a program that is neither on PATH, nor absolute, nor the staged
     *     file, or if that one may not be executed
     */
    public static ProcessCommand of(Deployment deployment, Host host, Decision.Approved approved)
            throws IOException, NotRunnableException {
        Entrypoint entrypoint = approved.entrypoint();
        SearchPath path = new SearchPath(host.variable("PATH"));
        List<String> argv = new ArrayList<>(entrypoint.argv());
        argv.set(0, program(deployment, entrypoint, path));
        argv.addAll(approved.arguments());
        Map<String, String> environment = new TreeMap<>();
        List<String> names = new ArrayList<>(USUAL);
        names.addAll(entrypoint.env());
        for (String name : names) {
            String value = host.environment().get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("PATH", path.toString());
        environment.put(
                "BRIDGECTL_CANONICAL_FILE", deployment.path(entrypoint.file()).toString());
        return new ProcessCommand(argv, environment, path.find("setsid"));
    }

    private static String program(Deployment deployment, Entrypoint entrypoint, SearchPath path)
            throws IOException, NotRunnableException {
        String name = entrypoint.argv().get(0);
        if (name.equals(FILE)) {
            if (!isExecutable(deployment.path(entrypoint.file()))) {
                throw new NotRunnableException(entrypoint.file() + " may not be executed: its mode has no x"
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
        if (name.indexOf('/') >= 0) {
            throw new NotRunnableException("the policy's argv begins with " + name + ", a path that nothing verifies"
                    + "\nName {file}, an absolute path, or a program on PATH, and freeze.");
        }
        return path.find(name).toString();
    }

    /** What vanishes at this moment is refused when it is staged. */
    private static boolean isExecutable(Path file) throws IOException {
        try {
            return FileFacts.of(file).isExecutable();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** The names of all variables that it gets, sorted. */
    public List<String> variables() {
        TreeSet<String> names = new TreeSet<>(environment.keySet());
        names.add(ProcessTree.RUN_ID);
        return List.copyOf(names);
    }

    /** The command line with the staged file in its place. */
    public List<String> argv(Path staged) {
        List<String> words = new ArrayList<>();
        for (String word : argv) {
            words.add(word.replace(FILE, staged.toString()));
        }
        return words;
    }

    /**
     * The process that leads a session of its own, not started yet: {@code setsid(1)} makes the session and becomes the
     * program, so that the process id stays. Its streams are pipes.
     */
    ProcessBuilder builder(Deployment deployment, Path staged, RunId id) {
        List<String> words = new ArrayList<>();
        words.add(setsid.toString());
        words.addAll(argv(staged));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(deployment.root().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(ProcessTree.RUN_ID, id.text());
        return builder;
    }
}
