package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.alert.AlertDelivery.Enqueued;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * The messages that one sink has not taken yet, on disk, one file each, oldest first. Any process may add to it at any
 * time; only the one that holds the sink's lock takes from it. A message is in it, or among the delivered ones, at every
 * moment after {@link #add} returned.
 */
final class AlertQueue {

    /** How many messages may wait, and at least how many delivered ones are remembered. */
    static final int LIMIT = 10_000;

    /** Where files of a sink's directory are written before they are renamed into place. */
    static final String STAGING = ".staging";

    private static final int LARGEST_FILE = 64 * 1024;

    private final Path directory;
    private final String label;
    private final Clock clock;
    private final int limit;
    private final DurableFiles files;
    private final DeliveredIds delivered;

    /**
     * The queue in a directory of its own, which need not be there yet.
     *
     * @param label what people know the sink by
     * @param limit how many messages may wait
     */
    AlertQueue(Path directory, String label, Clock clock, int limit) {
        this.directory = directory;
        this.label = label;
        this.clock = clock;
        this.limit = limit;
        this.files = new DurableFiles(directory.resolve(STAGING));
        this.delivered = new DeliveredIds(directory.resolve("delivered"), files, limit);
    }

    /** Where the messages of a sink's directory lie. */
    static Path messages(Path directory) {
        return directory.resolve("queue");
    }

    /** Where files of a sink's queue are put that are no messages. */
    static Path unreadable(Path directory) {
        return directory.resolve("unreadable");
    }

    /** Where a sink's directory says whose it is, for the day when the policy does not know it any more. */
    static Path labelFile(Path directory) {
        return directory.resolve("sink");
    }

    String label() {
        return label;
    }

    /** The sink's directory. */
    Path directory() {
        return directory;
    }

    /**
     * Puts messages on disk, in their order, unless they are there or were delivered. When this returns they are durable.
     *
     * @return what became of each
     */
    List<Enqueued> add(List<AlertMessage> messages) throws IOException {
        makeDirectories();
        List<AlertFileName> waiting = waiting(directory);
        Set<String> ids = new HashSet<>();
        for (AlertFileName name : waiting) {
            ids.add(name.id());
        }
        long last = waiting.isEmpty() ? 0 : waiting.get(waiting.size() - 1).millis();
        List<Enqueued> outcomes = new ArrayList<>();
        for (AlertMessage message : messages) {
            if (ids.contains(message.id()) || delivered.contains(message.id())) {
                outcomes.add(new Enqueued.KnownAlert());
            } else if (ids.size() >= limit) {
                outcomes.add(
                        new Enqueued.RefusedAlert("the queue " + directory + " is full: " + limit + " alerts wait"));
            } else {
                last = Math.max(last + 1, clock.millis());
                write(new AlertFileName(last, message.id()), message);
                ids.add(message.id());
                outcomes.add(new Enqueued.QueuedAlert());
            }
        }
        return outcomes;
    }

    /** The directories, before anything is in them. The queue's parent keeps everybody out of all the rest. */
    private void makeDirectories() throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            OwnerOnly.directory(parent);
        }
        OwnerOnly.directory(directory);
        OwnerOnly.directory(messages(directory));
        OwnerOnly.directory(directory.resolve(STAGING));
        if (!Files.exists(labelFile(directory), LinkOption.NOFOLLOW_LINKS)) {
            files.write(labelFile(directory), (label + "\n").getBytes(StandardCharsets.UTF_8), OwnerOnly.FILE);
        }
    }

    private void write(AlertFileName name, AlertMessage message) throws IOException {
        byte[] json = message.json().getBytes(StandardCharsets.US_ASCII);
        files.write(messages(directory).resolve(name.text()), json, OwnerOnly.FILE);
    }

    /** The names of what waits, in the order of delivery. */
    List<AlertFileName> waiting() throws IOException {
        return waiting(directory);
    }

    /** What waits in a sink's directory, in the order of delivery; nothing is made or moved. */
    static List<AlertFileName> waiting(Path directory) throws IOException {
        List<AlertFileName> names = new ArrayList<>();
        for (String name : names(messages(directory))) {
            AlertFileName.parse(name).ifPresent(names::add);
        }
        Collections.sort(names);
        return names;
    }

    /** The names in a directory; none if there is no such directory. Those with a dot in front are somebody's work in hand. */
    static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /**
     * A message that waits. What is no message is set aside; what was delivered before a crash could remove it is removed.
     *
     * @return nothing if it is no longer to be delivered
     */
    Optional<AlertMessage> read(AlertFileName name) throws IOException {
        if (delivered.contains(name.id())) {
            remove(name);
            return Optional.empty();
        }
        String path = messages(directory).resolve(name.text()).toString();
        try {
            byte[] json = TreeFiles.read(messages(directory), name.text(), LARGEST_FILE);
            AlertMessage message = AlertMessage.parse(json, path);
            if (message.id().equals(name.id())) {
                return Optional.of(message);
            }
            setAside(name.text());
        } catch (NotRegularException | AccessDeniedException | MalformedJsonException e) {
            setAside(name.text());
        } catch (NoSuchFileException e) {
            // The process that had the lock before delivered it.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Sets aside what lies among the messages and has no message's name. */
    void setStrangersAside() throws IOException {
        for (String name : names(messages(directory))) {
            if (AlertFileName.parse(name).isEmpty()) {
                setAside(name);
            }
        }
    }

    private void setAside(String name) throws IOException {
        Path aside = OwnerOnly.directory(unreadable(directory));
        Path target = aside.resolve(name);
        for (int i = 1; Files.exists(target, LinkOption.NOFOLLOW_LINKS); i++) {
            target = aside.resolve(name + "." + i);
        }
        Files.move(messages(directory).resolve(name), target);
        DurableFiles.syncDirectory(aside);
        DurableFiles.syncDirectory(messages(directory));
    }

    /** Records that the sink took a message, and only then removes it. */
    void delivered(AlertFileName name) throws IOException {
        delivered.add(name.id());
        remove(name);
    }

    private void remove(AlertFileName name) throws IOException {
        Files.deleteIfExists(messages(directory).resolve(name.text()));
        DurableFiles.syncDirectory(messages(directory));
    }
}
