package org.corebucket.bridge.policy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PATH on which programs are looked for, by this process and by the processes that it starts. Relative directories and
 * those in the deployment are left out, since nothing verifies what lies there.
 */
public final class SearchPath {

    /** The usual PATH of POSIX systems, for when there is none. */
    static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

    private final String path;
    private final Path root;

    /**
     * A search path from a PATH.
     *
     * @param root the deployment's real path
     */
    public SearchPath(@Nullable String path, Path root) {
        List<String> directories = new ArrayList<>();
        for (String directory : (path == null ? USUAL : path).split(":", -1)) {
            if (directory.startsWith("/") && !SystemCommand.isWithin(root, directory)) {
                directories.add(directory);
            }
        }
        this.path = String.join(":", directories);
        this.root = root;
    }

    /**
     * The program with a name.
     *
     * @throws FileNotFoundException if there is none
     */
    public Path find(String name) throws FileNotFoundException {
        for (String directory : path.split(":", -1)) {
            Path program = Path.of(directory, name);
            if (isProgram(program) && !directory.isEmpty()) {
                return program;
            }
        }
        throw new FileNotFoundException("found no program " + name + " on PATH (" + path
                + ", without relative directories and those of the" + " deployment)\nInstall it, or correct PATH.");
    }

    /** Whether a file is a program. A link into the deployment does not count. */
    public boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) && !SystemCommand.isWithin(root, file.toString());
    }

    @Override
    public String toString() {
        return path;
    }
}
