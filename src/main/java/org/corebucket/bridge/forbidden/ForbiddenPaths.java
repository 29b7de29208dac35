package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.FileId;
import org.corebucket.bridge.process.MappedFile;
import org.corebucket.bridge.process.RunningProcess;
import org.jspecify.annotations.Nullable;

/** Finds the forbidden file that a process means: by device and inode, or by a path as the process spells it. */
final class ForbiddenPaths {

    /** The longest name that file systems allow, in characters. */
    private static final int LONGEST_NAME = 255;

    private final ForbiddenFiles files;
    private final Path root;
    private final Map<FileId, String> ids;
    private final boolean machineCode;
    private final List<PathPattern> baseNames = new ArrayList<>();

    /** The names of directories below which every file is forbidden. */
    private final List<PathPattern> directories = new ArrayList<>();

    ForbiddenPaths(ForbiddenFiles files) throws IOException {
        this.files = files;
        this.root = files.deployment().root();
        this.ids = files.byId();
        this.machineCode = files.haveMachineCode();
        for (PathPattern pattern : files.policy().patterns()) {
            (pattern.isDeep() ? directories : baseNames).add(new PathPattern(pattern.lastName()));
        }
    }

    /**
     * Whether a process with this command line must be looked at. If there is no forbidden file, it must only if its arguments
     * could name one.
     */
    boolean couldBeMeantBy(List<String> arguments) {
        return !ids.isEmpty() || couldBeNamedIn(arguments);
    }

    /**
     * Whether any name could mean a forbidden file, since the process works in a directory in which every file is forbidden.
     */
    boolean couldBeMeantFrom(String workingDirectory) {
        return isBelow(workingDirectory);
    }

    /** Whether some directory is forbidden as a whole, so that the working directory counts as well as the name. */
    boolean haveDirectories() {
        return !directories.isEmpty();
    }

    private boolean isBelow(String path) {
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String name = path.substring(start, i);
                for (PathPattern directory : directories) {
                    if (directory.matches(name)) {
                        return true;
                    }
                }
                start = i + 1;
            }
        }
        return false;
    }

    /** Whether one of them is a program or library, which runs without an interpreter. */
    boolean haveMachineCode() {
        return machineCode;
    }

    /** Whether an argument could name a forbidden file, or a Python module in one. */
    private boolean couldBeNamedIn(List<String> arguments) {
        String before = "";
        for (String argument : arguments) {
            String name = baseName(argument);
            if (couldBeForbidden(name)
                    || (name.length() < argument.length() && isBelow(argument))
                    || (before.startsWith("-") && before.endsWith("m") && couldBeForbidden(modulePath(argument)))
                    || (haveDirectories() && before.equals("-m"))) {
                return true;
            }
            before = argument;
        }
        return false;
    }

    private static String modulePath(String module) {
        return module.substring(module.lastIndexOf('.') + 1) + ".py";
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Whether a pattern matches a name. Most names are ruled out by their first and last character, which is quick: a command
     * line may be long, with a whole program in it.
     */
    private boolean couldBeForbidden(String baseName) {
        if (baseName.isEmpty() || baseName.length() > LONGEST_NAME) {
            return false;
        }
        for (PathPattern pattern : baseNames) {
            String text = pattern.text();
            if (takes(text.charAt(0), baseName.charAt(0))
                    && takes(text.charAt(text.length() - 1), baseName.charAt(baseName.length() - 1))
                    && pattern.matches(baseName)) {
                return true;
            }
        }
        return false;
    }

    private static boolean takes(char pattern, char actual) {
        return pattern == actual || pattern == '*' || pattern == '?';
    }

    /** The forbidden file with this identity; null if there is none. */
    @Nullable
    String file(@Nullable FileId id) {
        return id == null ? null : ids.get(id);
    }

    /** The forbidden file that a process has mapped; null if it is not a forbidden one. */
    @Nullable
    String file(RunningProcess process, MappedFile mapped) {
        String same = ids.get(mapped.file());
        if (same != null) {
            return same;
        }
        for (FileId id : ids.keySet()) {
            if (id.inode() == mapped.file().inode()) {
                return file(process, mapped.path());
            }
        }
        return null;
    }

    /** The forbidden file that a process means by a path, relative to its working directory; null if it does not mean one. */
    @Nullable
    String file(RunningProcess process, String spelled) {
        try {
            String byName = byName(process, spelled);
            return byName == null ? file(identify(process, Path.of(spelled))) : byName;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable FileId identify(RunningProcess process, Path path) {
        try {
            return FileId.of(process.locate(path));
        } catch (IOException e) {
            return path.isAbsolute() ? identify(path) : null;
        }
    }

    private static @Nullable FileId identify(Path path) {
        try {
            return FileId.of(path);
        } catch (IOException e) {
            return null;
        }
    }

    /** The forbidden file that has, or had, this path; null if the path is not forbidden. */
    @Nullable
    String byName(RunningProcess process, String spelled) {
        try {
            return haveDirectories() || couldBeForbidden(baseName(spelled)) ? byName(process, Path.of(spelled)) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private @Nullable String byName(RunningProcess process, Path path) {
        Path absolute = path;
        if (!path.isAbsolute()) {
            String directory = process.workingDirectory().orElse(null);
            if (directory == null) {
                return null;
            }
            absolute = Path.of(directory).resolve(path);
        }
        String forbidden = forbidden(absolute.normalize());
        if (forbidden == null) {
            forbidden = forbidden(throughRealDirectories(absolute));
        }
        return forbidden != null && sees(process) ? forbidden : null;
    }

    private @Nullable String forbidden(Path absolute) {
        if (!absolute.startsWith(root) || absolute.equals(root)) {
            return null;
        }
        String path = root.relativize(absolute).toString();
        return files.policy().forbids(path) ? path : null;
    }

    private static Path throughRealDirectories(Path path) {
        Path parent = path.getParent();
        Path name = path.getFileName();
        try {
            return parent == null || name == null ? path : parent.toRealPath().resolve(name);
        } catch (IOException e) {
            return path;
        }
    }

    /** Whether a process sees the same deployment at this path: in a container another one may lie there. */
    private boolean sees(RunningProcess process) {
        FileId there = identify(root);
        FileId seen;
        try {
            seen = FileId.of(process.locate(root));
        } catch (IOException e) {
            return true;
        }
        return seen.equals(there);
    }
}
