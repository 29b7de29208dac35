package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.process.FileId;
import org.jspecify.annotations.Nullable;

/** The files of a deployment that must not run. They are searched for once, when they are first needed. */
public final class ForbiddenFiles {

    /** The first bytes of a program or library, which needs no interpreter. */
    private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

    private final Deployment deployment;
    private final ForbiddenRunners forbidden;
    private @Nullable Map<String, FileFacts> found;

    /** The files of one deployment, by its verified policy. */
    public ForbiddenFiles(Deployment deployment, ForbiddenRunners forbidden) {
        this.deployment = deployment;
        this.forbidden = forbidden;
    }

    Deployment deployment() {
        return deployment;
    }

    ForbiddenRunners policy() {
        return forbidden;
    }

    /** The files that were found, sorted by their paths relative to the root. */
    Map<String, FileFacts> byPath() throws IOException {
        if (found == null) {
            found = find();
        }
        return found;
    }

    /**
     * The paths of the regular files by device and inode. A link is not among them: only its path is forbidden, not its target.
     */
    Map<FileId, String> byId() throws IOException {
        Map<FileId, String> files = new HashMap<>();
        for (Map.Entry<String, FileFacts> entry : byPath().entrySet()) {
            FileId id = entry.getValue().isRegular() ? identify(entry.getKey()) : null;
            if (id != null) {
                files.put(id, entry.getKey());
            }
        }
        return files;
    }

    /** The identity of a file; null if it is gone, in which case its path still counts. */
    private @Nullable FileId identify(String path) {
        try {
            return FileId.of(deployment.path(path), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether one of them is, or could be, a program or library that needs no interpreter. */
    boolean haveMachineCode() throws IOException {
        for (Map.Entry<String, FileFacts> entry : byPath().entrySet()) {
            if (entry.getValue().isRegular() && isMachineCode(entry.getKey())) {
                return true;
            }
        }
        return false;
    }

    private boolean isMachineCode(String path) {
        try (InputStream in = TreeFiles.open(deployment.root(), path)) {
            byte[] start = in.readNBytes(ELF.length);
            for (int i = 0; i < ELF.length; i++) {
                if (start.length <= i || start[i] != ELF[i]) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    private Map<String, FileFacts> find() throws IOException {
        Map<String, FileFacts> files = new TreeMap<>();
        Path root = deployment.root();
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean skip = !dir.equals(root)
                        && forbidden.excludes(root.relativize(dir).toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = root.relativize(file).toString();
                if (forbidden.forbids(path)) {
                    files.put(path, FileFacts.of(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof AccessDeniedException || e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e; // a directory that can't be read is not an empty one
            }
        });
        return files;
    }
}
