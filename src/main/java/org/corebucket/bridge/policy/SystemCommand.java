package org.corebucket.bridge.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.json.Quoted;

/**
 * The command line of a process for which nothing is staged: a program of the system, which works outside of the deployment and
 * is given none of its files, since what lies in the live tree can be overwritten at any moment after it was verified.
 *
 * @param argv its words, at least one
 */
public record SystemCommand(List<String> argv) {

    /** Its working directory, so that nothing that its program finds there lies in the live tree. */
    public static final Path DIRECTORY = Path.of("/");

    /** The remedy in messages. */
    public static final String REMEDY =
            "name a program outside of the deployment, on PATH or by its absolute path, and none of the deployment's files; a"
                    + " script of your own belongs where only root writes, like /usr/local/bin";

    public SystemCommand {
        argv = List.copyOf(argv);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command has words");
        }
    }

    /**
     * What it would run or might load of the live tree.
     *
     * @param root the deployment's real path
     * @return a phrase without a subject; empty if it names nothing of the live tree
     */
    public Optional<String> liveTree(Path root) {
        String program = argv.get(0);
        if (program.indexOf('/') >= 0 && !program.startsWith("/")) {
            return Optional.of(
                    "starts " + Quoted.of(program) + ", a path below the root: nothing verifies what lies there");
        }
        for (String word : argv) {
            String value = word.substring(word.indexOf('=') + 1);
            if (speaksOf(root.toString(), word) || isWithin(root, value)) {
                return Optional.of("names " + Quoted.of(word) + ", which lies in the live tree: nothing verifies it");
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a word has the root's path anywhere in it, as the program text of a shell may. A longer name that only begins
     * like it does not count.
     */
    private static boolean speaksOf(String root, String word) {
        for (int at = word.indexOf(root); at >= 0; at = word.indexOf(root, at + 1)) {
            int end = at + root.length();
            if (end == word.length()
                    || (!Character.isLetterOrDigit(word.charAt(end)) && "-_.".indexOf(word.charAt(end)) < 0)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path lies in the tree once links are resolved. */
    public static boolean isWithin(Path root, String place) {
        return place.startsWith("/") && real(Path.of(place)).startsWith(root);
    }

    private static Path real(Path place) {
        try {
            return place.toRealPath();
        } catch (IOException e) {
            return place.normalize();
        }
    }
}
