package org.corebucket.bridge.launch;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where programs are looked for. Relative directories are left out: below the deployment anybody's file would run. */
final class SearchPath {

    /** What POSIX systems have where there is no PATH. */
    static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

    private final String path;

    SearchPath(@Nullable String path) {
        this.path = path == null ? USUAL : path;
    }

    /**
     * The program of a name.
     *
     * @throws FileNotFoundException if there is none
     */
    Path find(String name) throws FileNotFoundException {
        for (String directory : path.split(":", -1)) {
            if (directory.startsWith("/")) {
                Path program = Path.of(directory, name);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new FileNotFoundException(
                "found no program " + name + " on PATH (" + path + ")\nInstall it, or correct PATH.");
    }

    @Override
    public String toString() {
        return path;
    }
}
