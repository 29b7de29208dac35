package org.corebucket.bridge.automation.crontab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.StagedCommand;

/** Finds the entrypoint of the policy that a command line of a crontab starts. */
final class EntrypointWords {

    /** Where a program is the system's; empty is one that is searched for. */
    private static final Set<String> SYSTEM = Set.of("", "/bin/", "/usr/bin/");

    private static final String REMEDY =
            " to entrypoints and files of canonical/policy.json, with the form of its arguments";

    private final Path root;
    private final Policy policy;

    EntrypointWords(Path root, Policy policy) {
        this.root = root;
        this.policy = policy;
    }

    /**
     * What was found.
     *
     * @param entrypoint its name; empty if there is none
     * @param flaw why there is none; empty if there is one
     */
    record EntrypointMatch(String entrypoint, List<String> arguments, String flaw) {
        EntrypointMatch {
            arguments = List.copyOf(arguments);
        }

        private static EntrypointMatch none(String flaw) {
            return new EntrypointMatch("", List.of(), flaw);
        }
    }

    /** The entrypoint that these words start, by its file, by its interpreter and its file, or by {@code bridgectl run}. */
    EntrypointMatch match(List<String> words) {
        String unapproved = "";
        for (Entrypoint entrypoint : policy.entrypoints()) {
            for (List<String> beginning : beginnings(entrypoint)) {
                if (!begins(words, beginning)) {
                    continue;
                }
                List<String> arguments = words.subList(beginning.size(), words.size());
                if (entrypoint.kind() == Entrypoint.EntrypointKind.PROCESS && entrypoint.approves(arguments)) {
                    return new EntrypointMatch(entrypoint.name().text(), arguments, "");
                }
                unapproved = entrypoint.kind() == Entrypoint.EntrypointKind.PROCESS
                        ? "the policy does not approve these arguments of " + entrypoint.name()
                                + "; add them to its commands: " + Quoted.printable(String.join(" ", arguments))
                        : entrypoint.name() + " is built in; run it as a service: bridgectl run " + entrypoint.name();
            }
        }
        return EntrypointMatch.none(unapproved.isEmpty() ? nothing(words) : unapproved);
    }

    private List<List<String>> beginnings(Entrypoint entrypoint) {
        String file = root.resolve(entrypoint.file()).toString();
        List<List<String>> beginnings = new ArrayList<>();
        beginnings.add(List.of(file));
        beginnings.add(List.of("bridgectl", "run", entrypoint.name().text()));
        beginnings.add(List.of("bridgectl", "run", entrypoint.file()));
        if (entrypoint.kind() == Entrypoint.EntrypointKind.PROCESS) {
            List<String> argv = new ArrayList<>();
            for (String word : entrypoint.argv()) {
                argv.add(word.replace(StagedCommand.FILE, file).replace(StagedCommand.DIR, root.toString()));
            }
            beginnings.add(argv);
        }
        return beginnings;
    }

    /** Whether words begin with others. A program of the system may be named with its directory or without. */
    private static boolean begins(List<String> words, List<String> beginning) {
        if (words.size() < beginning.size() || !isProgram(words.get(0), beginning.get(0))) {
            return false;
        }
        return words.subList(1, beginning.size()).equals(beginning.subList(1, beginning.size()));
    }

    private static boolean isProgram(String typed, String wanted) {
        return typed.equals(wanted)
                || (SYSTEM.contains(directory(typed))
                        && SYSTEM.contains(directory(wanted))
                        && name(typed).equals(name(wanted)));
    }

    private static String directory(String program) {
        return program.substring(0, program.lastIndexOf('/') + 1);
    }

    private static String name(String program) {
        return program.substring(program.lastIndexOf('/') + 1);
    }

    private String nothing(List<String> words) {
        for (String word : words) {
            if (word.startsWith(root + "/")) {
                String file = word.substring(root.toString().length() + 1);
                return "no entrypoint of the policy runs it; add one for " + Quoted.of(file) + REMEDY;
            }
        }
        return "no entrypoint of the policy runs " + Quoted.printable(words.isEmpty() ? "" : words.get(0))
                + "; put a script that does into the deployment, and add one for it" + REMEDY;
    }
}
