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

/** Which forbidden file is meant: by its device and inode, or by a path, as a process spells it. */
final class ForbiddenPaths {

    private final ForbiddenFiles files;
    private final Path root;
    private final Map<FileId, String> ids;
    private final boolean machineCode;
    private final List<PathPattern> baseNames = new ArrayList<>();

    ForbiddenPaths(ForbiddenFiles files) throws IOException {
        this.files = files;
        this.root = files.deployment().root();
        this.ids = files.byId();
        this.machineCode = files.haveMachineCode();
        for (PathPattern pattern : files.policy().patterns()) {
            baseNames.add(
                    new PathPattern(pattern.text().substring(pattern.text().lastIndexOf('/') + 1)));
        }
    }

    /** How many files have an identity of their own. */
    int count() {
        return ids.size();
    }

    /** Whether one of them is a program or library, which runs without an interpreter. */
    boolean haveMachineCode() {
        return machineCode;
    }

    /** Whether some argument could name a forbidden file, or a Python module that is one. */
    boolean couldBeNamedIn(List<String> arguments) {
        for (String argument : arguments) {
            String name = argument.substring(argument.lastIndexOf('/') + 1);
            for (PathPattern pattern : baseNames) {
                if (pattern.matches(name) || pattern.matches(name.substring(name.lastIndexOf('.') + 1) + ".py")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The forbidden file of this identity; null if it is none. */
    @Nullable
    String file(@Nullable FileId id) {
        return id == null ? null : ids.get(id);
    }

    /** The forbidden file that a process maps; null if it is none. */
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

    /** The forbidden file that a process means by a path, relative to its working directory; null if it is none. */
    @Nullable
    String file(RunningProcess process, String spelled) {
        try {
            Path path = Path.of(spelled);
            String byName = byName(process, path);
            return byName == null ? file(identify(process, path)) : byName;
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

    /** The forbidden file that has this absolute path, were it only once; null if it is none. */
    @Nullable
    String byName(RunningProcess process, String absolute) {
        try {
            return byName(process, Path.of(absolute));
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

    /** Whether a process has the same deployment at this path: in a container it may be another one. */
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
