package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.corebucket.bridge.digest.Sha256;

/** Everything below a directory as it was at one moment: names, types, modes, times and bytes. */
public final class TreeSnapshot {

    private TreeSnapshot() {}

    /** Takes all in, but locks, which tell who held them last. */
    public static Map<String, String> of(Path directory) throws IOException {
        return of(directory, true);
    }

    /** The same without times, for what was written again with the same bytes. */
    public static Map<String, String> withoutTimes(Path directory) throws IOException {
        return of(directory, false);
    }

    private static Map<String, String> of(Path directory, boolean times) throws IOException {
        Map<String, String> snapshot = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!path.getFileName().toString().endsWith(".lock")) {
                    snapshot.put(directory.relativize(path).toString(), facts(path, times));
                }
            }
        }
        return snapshot;
    }

    private static String facts(Path path, boolean times) throws IOException {
        Map<String, Object> stat =
                Files.readAttributes(path, "unix:mode,nlink,uid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String facts = stat.get("mode") + " " + stat.get("nlink") + " " + stat.get("uid");
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            facts += " " + Sha256.of(Files.readAllBytes(path)).hex();
        }
        return times ? facts + " " + stat.get("lastModifiedTime") : facts;
    }
}
