package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Removes a directory that this program made, with all that is in it. No link is followed; directories that were made read-only
 * are made writable first.
 */
public final class TreeRemoval extends SimpleFileVisitor<Path> {

    private static final int OWNER_ONLY = 0700;

    private TreeRemoval() {}

    /**
     * Removes a directory. It is no error if the directory is not there, or if another process removes a part of it meanwhile.
     */
    public static void remove(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(directory, new TreeRemoval());
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        DurableFiles.setMode(directory, OWNER_ONLY);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble) throws IOException {
        Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
    }
}
