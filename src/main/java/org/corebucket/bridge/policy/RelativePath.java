package org.corebucket.bridge.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.FileNames;

/** The paths of the policy: relative to the root, with slashes, each in exactly one spelling. */
public final class RelativePath {

    /** What to do about a path that is refused. */
    public static final String REMEDY = "write it relative to the root, without \".\", \"..\" or double slashes";

    private RelativePath() {}

    /**
     * Checks a path, and returns it.
     *
     * @throws IllegalArgumentException if it could leave the root, or is spelled in another way
     */
    public static String require(String path) {
        Policy.requirePrintable(path);
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                requireName(path, path.substring(start, i));
                start = i + 1;
            }
        }
        return path;
    }

    /**
     * The one spelling of a path that a user wrote: relative to the root or absolute, with {@code .}, {@code ..} or double
     * slashes. Nothing need lie there.
     *
     * @return empty if it is not below the root
     */
    public static Optional<String> of(Path root, String text) throws IOException {
        Path path = root.resolve(text).normalize();
        if (!path.startsWith(root)) {
            path = realOf(path);
        }
        return path.startsWith(root) && !path.equals(root)
                ? Optional.of(FileNames.of(root.relativize(path)))
                : Optional.empty();
    }

    /** The path with links resolved in the part of it that exists: the user may have reached the root through a link. */
    private static Path realOf(Path path) throws IOException {
        Path there = path;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there == null
                ? path
                : there.toRealPath().resolve(there.relativize(path)).normalize();
    }

    private static void requireName(String path, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(Quoted.of(path) + " is not a path below the root");
        }
    }

    /** Whether a regular file lies there, reached through no symbolic link below the root. */
    static boolean isRegularFile(Path root, String path) {
        Path file = root;
        for (Path name : Path.of(path)) {
            file = file.resolve(name);
            if (Files.isSymbolicLink(file)) {
                return false;
            }
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
