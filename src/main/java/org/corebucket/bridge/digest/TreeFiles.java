package org.corebucket.bridge.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Opens single files below a root, through real directories only, and lists a directory. */
public final class TreeFiles {

    private TreeFiles() {}

    /**
     * Opens a regular file for reading.
     *
     * @param path relative to the root
     * @throws java.nio.file.NoSuchFileException if nothing is there
     * @throws NotRegularException if the file is not regular, or a directory on the way is a link or not a directory
     */
    public static InputStream open(Path root, String path) throws IOException {
        int slash = path.indexOf('/');
        while (slash >= 0) {
            require(root, path.substring(0, slash), FileFacts.FileType.DIRECTORY);
            slash = path.indexOf('/', slash + 1);
        }
        require(root, path, FileFacts.FileType.REGULAR);
        try {
            return Files.newInputStream(root.resolve(path), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw NotRegularException.isLinkNow(e)
                    ? new NotRegularException(path, FileFacts.FileType.SYMLINK.words())
                    : e;
        }
    }

    /**
     * Reads a regular file that should be small.
     *
     * @param limit the most bytes that it may have
     * @throws NotRegularException also if it is larger
     */
    public static byte[] read(Path root, String path, int limit) throws IOException {
        try (InputStream in = open(root, path)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new NotRegularException(path, "larger than " + limit + " bytes");
            }
            return content;
        } catch (FileSystemException | NotRegularException e) {
            throw e;
        } catch (IOException e) {
            // An error while reading does not name the file.
            FileSystemException located =
                    new FileSystemException(root.resolve(path).toString(), null, e.getMessage());
            located.initCause(e);
            throw located;
        }
    }

    /**
     * The names of all that lies in a directory, sorted; none if there is no directory.
     *
     * @throws IOException if the names can't all be read, or something else is in its place, such as a link; the message says what
     */
    public static List<String> names(Path directory) throws IOException {
        return names(directory, "*");
    }

    /**
     * Those of the {@linkplain #names(Path) names} that a pattern matches.
     *
     * @param glob a pattern as {@link java.nio.file.FileSystem#getPathMatcher} has them
     */
    public static List<String> names(Path directory, String glob) throws IOException {
        List<String> names = new ArrayList<>();
        if (FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
                for (Path file : files) {
                    names.add(String.valueOf(file.getFileName()));
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Collections.sort(names);
        return names;
    }

    private static void require(Path root, String path, FileFacts.FileType expected) throws IOException {
        FileFacts.FileType found = FileFacts.of(root.resolve(path)).type();
        if (found != expected) {
            throw new NotRegularException(path, found.words());
        }
    }
}
