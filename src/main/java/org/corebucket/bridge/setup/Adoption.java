package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.EntrypointName;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.StagedCommand;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;

/**
 * Takes foreign files into a policy. Each file becomes a listed one. A file that is to run also becomes an entrypoint, with the
 * argument forms that were named. A file that {@code run} would always refuse is not adopted.
 *
 * @param policy the policy with the files
 * @param lines what was done, for people
 */
record Adoption(Policy policy, List<String> lines) {

    private static final int LONGEST_FIRST_LINE = 4096;

    /**
     * Adopts files.
     *
     * @param adopt files that are to run, each followed by its arguments
     * @param libraries files that are to be sealed, but not run by themselves
     * @throws java.io.FileNotFoundException if one is not there
     * @throws MendableException if one is not a regular file below the root, if nothing says how to start it, or if it could
     * never run
     */
    static Adoption of(Path root, Policy policy, List<String> adopt, List<String> libraries)
            throws IOException, MendableException {
        Map<String, Set<String>> forms = new LinkedHashMap<>();
        for (String text : adopt) {
            NamedFile file = NamedFile.withArguments(root, text);
            forms.computeIfAbsent(file.path(), path -> new LinkedHashSet<>()).add(file.arguments());
        }
        Policy adopted = policy;
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Set<String>> file : forms.entrySet()) {
            adopted = process(root, adopted, file.getKey(), file.getValue());
            lines.add("adopted " + OneLine.of(file.getKey()) + ", to run " + words(file.getValue()));
        }
        for (String text : libraries) {
            String path = NamedFile.alone(root, text).path();
            adopted = adopted.withFile(path);
            lines.add("adopted " + OneLine.of(path) + " as a library: sealed, and not to run by itself");
        }
        return new Adoption(adopted, List.copyOf(lines));
    }

    private static String words(Set<String> forms) {
        StringBuilder words = new StringBuilder();
        for (String form : forms) {
            words.append(words.length() == 0 ? "" : ", or ")
                    .append(form.isEmpty() ? "without arguments (\"\")" : "with \"" + form + "\"");
        }
        return words.toString();
    }

    private static Policy process(Path root, Policy policy, String path, Set<String> texts)
            throws IOException, MendableException {
        if (policy.forbidden().forbidsAnySpelling(root, path)) {
            throw MendableException.notAllowed(
                    "can't adopt " + path + ": it matches a forbidden pattern, so it would never run"
                            + "\nGive it another name. Or leave it out here, and afterwards change the patterns of \"forbidden\" and add the"
                            + " file and its entrypoint in canonical/policy.json by hand; then: bridgectl freeze --reason TEXT");
        }
        List<ArgumentForm> forms = new ArrayList<>();
        try {
            for (String text : texts) {
                forms.add(ArgumentForm.parse(text));
            }
            List<String> argv = commandLine(root, path);
            requireRunnable(root, path, argv);
            return policy.withProcess(path, argv, forms);
        } catch (IllegalArgumentException e) {
            throw MendableException.refused("can't adopt " + path + ": " + e.getMessage());
        }
    }

    private static void requireRunnable(Path root, String path, List<String> argv) throws MendableException {
        Optional<String> live = new Entrypoint(
                        new EntrypointName(path), path, Entrypoint.EntrypointKind.PROCESS, argv, List.of(), List.of())
                .liveTree(root);
        if (live.isPresent() || Entrypoint.unverifiedProgram(argv).isPresent()) {
            throw MendableException.notAllowed("can't adopt " + path + ": its first line starts it by " + argv.get(0)
                    + ", which nothing verifies, so it would never run"
                    + "\nLet that line name an absolute path that is not of the deployment, or #!/usr/bin/env and a program on"
                    + " PATH.");
        }
    }

    private static List<String> commandLine(Path root, String path) throws IOException, MendableException {
        List<String> argv = new ArrayList<>(interpreter(firstLine(root, path)));
        if (argv.isEmpty() && path.endsWith(".py")) {
            argv.add("python3");
        } else if (argv.isEmpty() && path.endsWith(".sh")) {
            argv.add("sh");
        } else if (argv.isEmpty()) {
            throw MendableException.refused("can't adopt " + path
                    + ": nothing says how to start it\nGive it a first line like #!/usr/bin/env python3, or write its entrypoint"
                    + " into canonical/policy.json by hand.");
        }
        argv.add(StagedCommand.FILE);
        return argv;
    }

    private static String firstLine(Path root, String path) throws IOException {
        try (var in = TreeFiles.open(root, path)) {
            String head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.UTF_8);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        }
    }

    /** The words of a {@code #!} line, without a CR at its end; none if there is no such line. */
    static List<String> interpreter(String firstLine) {
        List<String> words = new ArrayList<>();
        if (!firstLine.startsWith("#!")) {
            return words;
        }
        for (String word : firstLine.substring(2).strip().split("[ \t]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
