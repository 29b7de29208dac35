package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.corebucket.bridge.digest.FileFacts;

/** Whether the mode of a file below a root can be changed without changing anything else. */
final class PlainFile {

    private PlainFile() {}

    /** Whether a path is that of a regular file with one link, reached through real directories only. */
    static boolean isReachable(Path root, String path) throws IOException {
        try {
            if (!isBelow(path)) {
                return false;
            }
            int slash = path.indexOf('/');
            while (slash >= 0) {
                FileFacts directory = FileFacts.of(root.resolve(path.substring(0, slash)));
                if (directory.type() != FileFacts.FileType.DIRECTORY) {
                    return false;
                }
                slash = path.indexOf('/', slash + 1);
            }
            FileFacts facts = FileFacts.of(root.resolve(path));
            return facts.isRegular() && facts.links() == 1;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isBelow(String path) {
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
