package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * The ids of the messages that a sink has taken, so that incidents which are queued again after a crash are not delivered
 * again. Each id stands on a line of its own, with a full stop behind it: a line that a crash cut short must not pass for the
 * shorter id of another message. Only the process that delivers adds to the file; others read it.
 */
final class DeliveredIds {

    private static final String END = ".";

    private final Path file;
    private final DurableFiles files;
    private final int kept;

    private final Set<String> unrecorded = new HashSet<>();
    private Set<String> known = new LinkedHashSet<>();
    private long size = -1;
    private FileTime changed = FileTime.fromMillis(0);

    /**
     * The record in a file.
     *
     * @param kept how many ids are remembered at least; the oldest are dropped once there are twice as many
     */
    DeliveredIds(Path file, DurableFiles files, int kept) {
        this.file = file;
        this.files = files;
        this.kept = kept;
    }

    synchronized boolean contains(String id) {
        refresh();
        return known.contains(id) || unrecorded.contains(id);
    }

    /** Remembers an id durably. If that fails, this object still knows it, so that a full disk does not repeat alerts. */
    synchronized void add(String id) throws IOException {
        refresh();
        unrecorded.add(id);
        new SharedLineFile(OwnerOnly.file(file)).append(id + END);
        unrecorded.remove(id);
        known.add(id);
        if (known.size() >= 2 * kept) {
            List<String> all = new ArrayList<>(known);
            List<String> last = all.subList(all.size() - kept, all.size());
            String text = String.join(END + "\n", last) + END + "\n";
            files.write(file, text.getBytes(StandardCharsets.US_ASCII), OwnerOnly.FILE);
            known = new LinkedHashSet<>(last);
        }
        remember(Files.readAttributes(file, BasicFileAttributes.class));
    }

    /**
     * Reads the file again if it has changed. A file that can't be read holds no alert back: some are then delivered twice, and
     * {@link #add} reports the error.
     */
    private void refresh() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.size() == size && now.lastModifiedTime().equals(changed)) {
                return;
            }
            Set<String> ids = new LinkedHashSet<>();
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                if (line.endsWith(END)) {
                    ids.add(line.substring(0, line.length() - END.length()));
                }
            }
            known = ids;
            remember(now);
        } catch (IOException e) {
            size = -1;
        }
    }

    private void remember(BasicFileAttributes facts) {
        size = facts.size();
        changed = facts.lastModifiedTime();
    }
}
