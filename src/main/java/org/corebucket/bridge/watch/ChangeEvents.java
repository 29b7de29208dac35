package org.corebucket.bridge.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.jspecify.annotations.Nullable;

/**
 * The platform's events of changes below a deployment's root. They make a change known soon. That there is no event
 * proves nothing: events get lost, network file systems have none, and root can change files without them.
 */
final class ChangeEvents implements Closeable {

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Deployment deployment;
    private final WatchService service;

    /** The directories that are watched, relative to the root; the root itself is empty. */
    private final Map<WatchKey, String> directories = new HashMap<>();

    private Set<String> listed = Set.of();

    /**
     * Begins without any directory.
     *
     * @throws IOException if the platform gives no events, as when the user's inotify instances are used up
     */
    ChangeEvents(Deployment deployment) throws IOException {
        this.deployment = deployment;
        this.service = deployment.root().getFileSystem().newWatchService();
    }

    /**
     * Listens from now on for changes of these files, of {@code canonical/} as a whole, and of manifest and seal. This
     * must be called again after each verification, since a directory that was replaced must be registered anew.
     *
     * @param files relative to the root
     * @return how many directories can't be listened to
     */
    int follow(Collection<String> files) throws IOException {
        listed = Set.copyOf(files);
        Set<String> wanted = new TreeSet<>();
        wanted.add("manifests");
        for (String file : files) {
            for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
                wanted.add(file.substring(0, slash));
            }
        }
        wanted.add("");
        addBelow(wanted, "canonical");
        directories.values().removeIf(directory -> !wanted.contains(directory));
        int deaf = 0;
        for (String directory : wanted) {
            deaf += register(directory) ? 0 : 1;
        }
        return deaf;
    }

    private void addBelow(Set<String> wanted, String directory) throws IOException {
        Path root = deployment.root();
        if (!Files.isDirectory(deployment.path(directory), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(deployment.path(directory), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes) {
                wanted.add(root.relativize(found).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Registers a directory. A directory that is registered already has the same key again; one that replaced it gets a
     * new key.
     *
     * @return false if the directory exists and can't be registered
     */
    private boolean register(String directory) {
        Path path = directory.isEmpty() ? deployment.root() : deployment.path(directory);
        try {
            directories.put(path.register(service, ALL), directory);
            return true;
        } catch (IOException e) {
            return !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Waits for a change.
     *
     * @return whether something changed that a verification checks; false if the time is up
     * @throws InterruptedException if the thread is interrupted
     */
    boolean await(Duration atMost) throws InterruptedException {
        try {
            WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            boolean changed = false;
            while (key != null) {
                changed |= isRelevant(key);
                if (!key.reset()) {
                    directories.remove(key);
                    changed = true;
                }
                key = service.poll();
            }
            return changed;
        } catch (ClosedWatchServiceException e) {
            return false;
        }
    }

    private boolean isRelevant(WatchKey key) {
        String directory = directories.get(key);
        boolean relevant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            relevant |= directory != null && isRelevant(directory, event.context());
        }
        return relevant;
    }

    /** Whether an event is about a listed file. An event without a name means that others were lost, and counts. */
    private boolean isRelevant(String directory, @Nullable Object name) {
        if (name == null) {
            return true;
        }
        String path = directory.isEmpty() ? name.toString() : directory + "/" + name;
        return path.equals("canonical")
                || path.startsWith("canonical/")
                || path.startsWith(Deployment.MANIFEST)
                || listed.contains(path)
                || directories.containsValue(path);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
