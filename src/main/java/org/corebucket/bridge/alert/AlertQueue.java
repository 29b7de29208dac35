package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * The messages that wait for one sink, on disk, each in a file of its own, oldest first. Any process may add to it at any time;
 * only the process that holds the sink's lock takes from it. From the moment that {@link #add} returned, a message is always
 * either in the queue or among the delivered ones.
 */
final class AlertQueue {

    /** How many messages may wait. At least as many delivered ones are remembered. */
    static final int LIMIT = 10_000;

    /** The directory in a sink's directory in which files are written before they are renamed into place. */
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
     * @param label the sink's name for people
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

    /** The directory of a sink's messages. */
    static Path messages(Path directory) {
        return directory.resolve("queue");
    }

    /** The directory to which files in a sink's queue are moved that are not messages. */
    static Path unreadable(Path directory) {
        return directory.resolve("unreadable");
    }

    /** The file with a sink's name for people, which is needed once the policy does not name the sink any more. */
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
     * Puts messages on disk, in their order, unless they are there or were delivered. They are durable when this returns.
     *
     * @return what became of each message
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

    /** Makes the directories before anything is put into them. The queue's parent directory keeps all other users out. */
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

    /** The names of the messages that wait, in the order of delivery. */
    List<AlertFileName> waiting() throws IOException {
        return waiting(directory);
    }

    /** The messages that wait in a sink's directory, in the order of delivery. Nothing is made or moved. */
    static List<AlertFileName> waiting(Path directory) throws IOException {
        List<AlertFileName> names = new ArrayList<>();
        for (String name : names(messages(directory))) {
            AlertFileName.parse(name).ifPresent(names::add);
        }
        Collections.sort(names);
        return names;
    }

    /** The names in a directory, sorted. Names with a dot in front are left out: those files are still being written. */
    static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : TreeFiles.names(directory)) {
            if (!name.startsWith(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Reads a message that waits. A file that is not a message is set aside. A message that was delivered, but not removed
     * because of a crash, is removed now.
     *
     * @return the message; empty if there is none to deliver
     * @throws IOException if it can't be read; it stays where it is, since it may well be a message
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
        } catch (NotRegularException | MalformedJsonException e) {
            setAside(name.text());
        } catch (NoSuchFileException e) {
            // The process that held the lock before has delivered it.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Sets aside the files among the messages that do not have the name of a message. */
    void setStrangersAside() throws IOException {
        for (String name : names(messages(directory))) {
            if (AlertFileName.parse(name).isEmpty()) {
                setAside(name);
            }
        }
    }

    private void setAside(String name) throws IOException {
        Path aside = OwnerOnly.directory(unreadable(directory));
        DurableFiles.move(messages(directory).resolve(name), DurableFiles.free(aside.resolve(name)));
    }

    /** Records that the sink took a message, and removes it afterwards. */
    void delivered(AlertFileName name) throws IOException {
        delivered.add(name.id());
        remove(name);
    }

    private void remove(AlertFileName name) throws IOException {
        Files.deleteIfExists(messages(directory).resolve(name.text()));
        DurableFiles.syncDirectory(messages(directory));
    }
}
