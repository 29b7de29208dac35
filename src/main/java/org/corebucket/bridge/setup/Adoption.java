package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;

/** Foreign files taken into a policy: each becomes listed, and an entrypoint of its own. */
final class Adoption {

    private static final int LONGEST_FIRST_LINE = 4096;
    private static final String STAGED_FILE = "{file}";

    private final Path root;

    Adoption(Path root) {
        this.root = root;
    }

    /**
     * The policy with the files added.
     *
     * @param paths relative to the root, in the order in which they are to be listed
     * @throws InitRefusedException if one is not a regular file below the root, or can't be started
     */
    Policy adopt(Policy policy, List<String> paths) throws IOException, InitRefusedException {
        Policy adopted = policy;
        for (String path : paths) {
            if (isAdopted(adopted, path)) {
                continue;
            }
            try {
                adopted = adopted.withProcess(path, commandLine(path));
            } catch (IllegalArgumentException e) {
                throw new InitRefusedException("can't adopt " + path + ": " + e.getMessage());
            }
        }
        return adopted;
    }

    /** As it is after an init that was interrupted, and is begun again with the same words. */
    private static boolean isAdopted(Policy policy, String path) {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.Kind.PROCESS
                    && entrypoint.name().text().equals(path)
                    && entrypoint.file().equals(path)) {
                return policy.files().contains(path);
            }
        }
        return false;
    }

    private List<String> commandLine(String path) throws IOException, InitRefusedException {
        List<String> argv = new ArrayList<>(interpreter(firstLine(path)));
        if (argv.isEmpty() && path.endsWith(".py")) {
            argv.add("python3");
        } else if (argv.isEmpty() && path.endsWith(".sh")) {
            argv.add("sh");
        } else if (argv.isEmpty()) {
            throw new InitRefusedException("can't adopt " + path
                    + ": nothing says how to start it\nGive it a first line like #!/usr/bin/env python3, or write its entrypoint"
                    + " into canonical/policy.json by hand.");
        }
        argv.add(STAGED_FILE);
        return argv;
    }

    private String firstLine(String path) throws IOException, InitRefusedException {
        try (var in = TreeFiles.open(root, path)) {
            String head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.UTF_8);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        } catch (NoSuchFileException e) {
            throw new InitRefusedException("can't adopt " + path + ": it is not in " + root);
        } catch (NotRegularException e) {
            throw new InitRefusedException("can't adopt " + e.getMessage());
        }
    }

    /** The words of a {@code #!} line; none if there is no such line. A CR at its end is not part of the last word. */
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
