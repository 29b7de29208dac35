package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.corebucket.bridge.deployment.Deployment;

/** The files that rotation has closed and compressed, of all logs but the ledger (CONTRACT 7). */
public final class ClosedLogs {

    private static final String DAY_AND_NUMBER = "\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+";

    private ClosedLogs() {}

    /**
     * The closed files that are complete. While a file of a log is being compressed, the newest file of that log is left out.
     *
     * @return paths relative to the root, sorted
     */
    public static List<String> of(Deployment deployment) throws IOException {
        List<String> closed = new ArrayList<>();
        for (String log : LogFiles.ROTATED) {
            Path file = deployment.path(log);
            Path directory = file.getParent();
            if (directory != null && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                for (String name : names(directory, file)) {
                    closed.add(log.substring(0, log.lastIndexOf('/') + 1) + name);
                }
            }
        }
        Collections.sort(closed);
        return closed;
    }

    private static List<String> names(Path directory, Path log) throws IOException {
        String base = base(log);
        Pattern complete =
                Pattern.compile(Pattern.quote(base) + DAY_AND_NUMBER + Pattern.quote(extension(log)) + "\\.gz");
        List<String> names = new ArrayList<>();
        boolean compressing = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                compressing |= name.startsWith(base + ".") && name.endsWith(".tmp");
                if (complete.matcher(name).matches() && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name);
                }
            }
        }
        Collections.sort(names);
        if (compressing && !names.isEmpty()) {
            names.remove(names.size() - 1);
        }
        return names;
    }

    /** The name pattern of a log's closed files, in the logging library's notation. */
    static String pattern(Path log) {
        return log.resolveSibling(base(log) + ".%d{yyyy-MM-dd, UTC}.%i" + extension(log) + ".gz")
                .toString();
    }

    private static String base(Path log) {
        String name = log.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String extension(Path log) {
        String name = log.getFileName().toString();
        return name.substring(name.lastIndexOf('.'));
    }
}
