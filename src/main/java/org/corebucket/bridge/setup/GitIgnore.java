package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.KeyFiles;

/**
 * The {@code .gitignore} of a deployment. It keeps private keys and other secrets, logs, the outbox and reports out of git. The
 * rest can be committed, and verified in a clone: canonical files, manifest, seal, baseline and public keys.
 */
final class GitIgnore {

    /** The file's path, relative to the root. */
    static final String PATH = ".gitignore";

    private static final String KEYS = "/" + KeyFiles.DIRECTORY + "/*";

    private static final String TEXT = "# made by bridgectl init: what of a deployment is not for git\n" + KEYS + "\n!/"
            + KeyFiles.DIRECTORY + "/" + KeyFiles.PUBLIC_HALVES + "\n!/" + KeyFiles.DIRECTORY + "/*.vkeys\n" + """
            /logs/
            /outbox/
            /automation/reports/
            /insight/
            /manifests/.*
            /manifests/aside/
            /manifests/runner-modes.jsonl
            /EMERGENCY_SHUTDOWN.marker
            /PRODUCTION_CERTIFICATE.*
            """;

    /** The directories that must not be committed, even if somebody else wrote the file. */
    private static final List<String> SECRET = List.of(KeyFiles.DIRECTORY, "logs", "outbox", "automation/reports");

    private GitIgnore() {}

    static byte[] text() {
        return TEXT.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The directories that a {@code .gitignore} which somebody else wrote does not seem to keep out of git.
     *
     * @return paths relative to the root; none if there is no such file, or the deployment is not in a repository
     */
    static List<String> uncovered(Deployment deployment) throws IOException {
        Path file = deployment.path(PATH);
        if (!Files.isRegularFile(file) || !isInRepository(deployment.root())) {
            return List.of();
        }
        Set<String> ignored = new HashSet<>();
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            ignored.add(directory(line.strip()));
        }
        List<String> uncovered = new ArrayList<>();
        for (String directory : SECRET) {
            int slash = directory.indexOf('/');
            boolean covered = ignored.contains(directory)
                    || (slash > 0 && ignored.contains(directory.substring(0, slash)))
                    || (directory.equals(KeyFiles.DIRECTORY)
                            && (ignored.contains("*.pem") || ignored.contains(KeyFiles.DIRECTORY + "/*.pem")));
            if (!covered) {
                uncovered.add(directory);
            }
        }
        return uncovered;
    }

    private static String directory(String pattern) {
        String name = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        for (String ending : List.of("/**", "/*", "/")) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    private static boolean isInRepository(Path root) {
        for (Path directory = root; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
        }
        return false;
    }
}
