package org.corebucket.bridge.policy;

import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.json.JsonWord;

/**
 * Files that must not run: tests, demonstrations and plugins that came with the canonical ones.
 *
 * @param patterns the patterns that match these files
 * @param exclude directories, relative to the root, that are not searched
 * @param mode what is done to the files
 * @param process what the watch does to a process that runs one
 */
public record ForbiddenRunners(List<PathPattern> patterns, List<String> exclude, Mode mode, OnProcess process) {

    /** What is done to a forbidden file. */
    public enum Mode implements JsonWord {
        /** Its execute bits are removed. */
        NO_EXEC("no-exec"),
        /** All its permission bits are removed, so that an interpreter can't read it either. */
        NONE("none");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What is done to a process that runs a forbidden file. */
    public enum OnProcess implements JsonWord {
        /** The watch ends it. */
        TERMINATE("terminate"),
        /** The watch records an incident, and the operator decides. */
        REPORT("report");

        private final String text;

        OnProcess(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    public ForbiddenRunners {
        patterns = List.copyOf(patterns);
        exclude = List.copyOf(exclude);
        for (String directory : exclude) {
            RelativePath.require(directory);
        }
    }

    /**
     * What {@code init} writes. The certificate claims that forbidden files are kept from running, so the watch ends processes
     * that run one; {@code init} and the watch tell the user.
     */
    public static ForbiddenRunners standard() {
        return new ForbiddenRunners(
                List.of(
                        new PathPattern("test_*.py"),
                        new PathPattern("*_test.py"),
                        new PathPattern("*_test_runner.py"),
                        new PathPattern("tests/**"),
                        new PathPattern("demo_*.py"),
                        new PathPattern("load_test*.py"),
                        new PathPattern("localhost_test.py"),
                        new PathPattern("final_verification.py"),
                        new PathPattern("automation/plugins/*.py")),
                List.of(".git", "target", "src"),
                Mode.NO_EXEC,
                OnProcess.TERMINATE);
    }

    /** Whether a file, by its path relative to the root, must not run. */
    public boolean forbids(String path) {
        if (excludes(path)) {
            return false;
        }
        for (PathPattern pattern : patterns) {
            if (pattern.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a request may mean a file that must not run. Every spelling of a forbidden file is forbidden, although only one
     * spelling could be listed.
     *
     * @param root the deployment's root
     */
    public boolean forbidsAnySpelling(Path root, String request) {
        for (String path : RequestedPath.readings(root.toString(), request)) {
            if (forbids(path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path is an excluded directory or lies in one; a search need not enter it. */
    public boolean excludes(String path) {
        for (String directory : exclude) {
            if (path.startsWith(directory)
                    && (path.length() == directory.length() || path.charAt(directory.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
