package org.corebucket.bridge.enforcement;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.SearchPath;
import org.corebucket.bridge.policy.StagedCommand;

/** The programs of the system that a deployment's units start, by their real paths, as this host finds them. */
public final class StartedPrograms {

    /** What the launcher, the runner and the signals of {@code bridgectl} start. */
    private static final List<String> OWN = List.of(
            "sh",
            "readlink",
            "stat",
            "cksum",
            "tr",
            "find",
            "nice",
            "awk",
            "mkdir",
            "mv",
            "rm",
            "cat",
            "setsid",
            "kill");

    private static final int LONGEST_LINE = 4096;

    private final Deployment deployment;
    private final SearchPath path;
    private final Set<Path> programs = new TreeSet<>();

    private StartedPrograms(Deployment deployment, SearchPath path) {
        this.deployment = deployment;
        this.path = path;
    }

    /**
     * The programs that the policy and the jobs name.
     *
     * @param jobs the command lines of the files that jobs run
     * @param searched the PATH of the units
     */
    public static Set<Path> of(Deployment deployment, Policy policy, List<List<String>> jobs, SearchPath searched)
            throws IOException {
        StartedPrograms started = new StartedPrograms(deployment, searched);
        Path java = ownJava();
        started.programs.add(java);
        started.add(java.resolveSibling("../lib/jspawnhelper").normalize().toString());
        for (String own : OWN) {
            started.add(own);
        }
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (!entrypoint.argv().isEmpty()) {
                started.addWords(entrypoint.argv());
                started.addInterpreter(entrypoint.file());
            }
        }
        for (Policy.Alert alert : policy.alerts()) {
            started.addWords(alert.argv());
        }
        for (List<String> job : jobs) {
            started.addWords(job);
        }
        return started.programs;
    }

    /** The Java that runs this program, as the kernel names it. */
    static Path ownJava() throws IOException {
        return Path.of("/proc/self/exe").toRealPath();
    }

    /** Adds what stands before the file that is run: the program, and those that it starts in turn, like {@code env}'s. */
    private void addWords(List<String> argv) throws IOException {
        for (String word : argv) {
            if (word.contains(StagedCommand.FILE) || word.contains(StagedCommand.DIR)) {
                return;
            }
            add(word);
        }
    }

    /** Adds what the kernel starts for a file that is a script. */
    private void addInterpreter(String file) throws IOException {
        byte[] begin;
        try (var in = TreeFiles.open(deployment.root(), file)) {
            begin = in.readNBytes(LONGEST_LINE);
        }
        String line =
                new String(begin, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (line.startsWith("#!")) {
            addWords(new ArrayList<>(List.of(line.substring(2).strip().split("\\s+", -1))));
        }
    }

    /** Adds a word if it is a program. */
    private void add(String word) throws IOException {
        if (word.isEmpty() || word.startsWith("-")) {
            return;
        }
        try {
            Path program = word.indexOf('/') < 0 ? path.find(word) : Path.of(word);
            Path real = program.toRealPath();
            if (program.isAbsolute() && path.isProgram(real)) {
                programs.add(real);
            }
        } catch (FileNotFoundException | NoSuchFileException e) {
            // The check of the entrypoints says so, if it must be there.
            return;
        }
    }
}
