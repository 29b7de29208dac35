package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.OpenLines;
import org.corebucket.bridge.lines.TornTail;

/**
 * The file of slots. What was appended is on disk when {@link #append} returns. A torn line is cut off when the file is opened,
 * since its slot is recorded again. Lines that are not slots, as a broken disk leaves them, are set aside
 * ({@link #setDamageAside}).
 */
final class SlotFile {

    private static final int BLOCK = 1 << 16;
    private static final int SLOTS_AT_ONCE = 8192;

    /** Takes slots as they are read. */
    interface Reader {
        void take(Slot slot) throws IOException;
    }

    private final Disk disk = FileDisk.byUmask();
    private final Path file;
    private final Path directory;
    private boolean damaged;
    private long size;

    /** Opens the file in a directory, and makes it if it is not there. */
    SlotFile(Path directory, String name) throws IOException {
        this.directory = directory;
        this.file = directory.resolve(name);
        long end;
        TornTail torn = TornTail.CUT;
        try (Disk.DiskFile opened = disk.openOrMake(file)) {
            end = BackwardLines.before(opened::read, opened.size(), BackwardLines.LONGEST)
                    .offset();
            damaged = isDamaged(opened, 0, end);
            if (isDamaged(opened, end, opened.size())) {
                // A torn write can't have left these bytes, so they become a line that is set aside with the other
                // damaged
                // ones.
                damaged = true;
                torn = TornTail.END;
            }
        }
        try (LineFile lines = LineFile.openDurable(disk, file, end, torn)) {
            size = lines.length();
        }
    }

    /** Whether there are bytes that no slot can have: slots are printable ASCII, and each line is an object. */
    private static boolean isDamaged(Disk.DiskFile opened, long from, long to) throws IOException {
        byte[] block = new byte[BLOCK];
        byte before = '\n';
        for (long at = from; at < to; at += BLOCK) {
            int length = opened.readAll(block, 0, (int) Math.min(BLOCK, to - at), at);
            for (int i = 0; i < length; i++) {
                byte b = block[i];
                boolean wrong = b == '\n' ? before != '}' : b < ' ' || (before == '\n' && b != '{');
                if (wrong) {
                    return true;
                }
                before = b;
            }
        }
        return false;
    }

    /** Whether the file has lines that are not slots. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * Keeps a copy of the file as it is, and removes the lines that are not slots.
     *
     * @return the copy
     */
    Path setDamageAside() throws IOException {
        Path aside = SlotAside.unused(file);
        Files.copy(file, aside);
        DurableFiles.syncFile(aside);
        keep(slot -> true);
        damaged = false;
        return aside;
    }

    /** The size of the file, which consists of whole lines. */
    long size() {
        return size;
    }

    /** Appends all of the slots, or, if that fails, none of them. */
    void append(List<Slot> slots) throws IOException {
        byte[] lines = lines(slots);
        try (LineFile opened = LineFile.openAt(disk, file, size, TornTail.CUT)) {
            opened.append(lines, lines.length);
            size = opened.length();
        }
    }

    private static byte[] lines(List<Slot> slots) {
        StringBuilder lines = new StringBuilder();
        for (Slot slot : slots) {
            lines.append(slot.line()).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads all slots from a position, which must be the end of a line. Lines that are not slots are passed over. */
    void read(long from, Reader reader) throws IOException {
        try (OpenLines lines = open()) {
            long end = lines.size();
            byte[] line;
            for (long at = from; at < end; at += line.length) {
                line = lines.line(at, end);
                Optional<Slot> slot = slot(line);
                if (slot.isPresent()) {
                    reader.take(slot.get());
                }
            }
        }
    }

    private OpenLines open() throws IOException {
        return new OpenLines(disk.openToRead(file), BackwardLines.LONGEST);
    }

    /** Reads a slot; empty if the line is not one. Bytes that are not ASCII spoil only their own line. */
    private static Optional<Slot> slot(byte[] line) {
        String text = new String(line, StandardCharsets.US_ASCII);
        return text.indexOf('\ufffd') < 0 ? Slot.parse(text) : Optional.empty();
    }

    /** The first slot, which is one of the oldest. */
    Optional<Slot> first() throws IOException {
        try (OpenLines lines = open()) {
            return size == 0 ? Optional.empty() : slot(lines.line(0, size));
        }
    }

    /** Keeps only some of the slots. A crash at any moment leaves the old file or the new one. */
    void keep(Predicate<Slot> kept) throws IOException {
        Path next = directory.resolve(".slots.next");
        try (Disk.DiskFile written = disk.openOrMake(next)) {
            written.truncate(0);
            List<Slot> batch = new ArrayList<>();
            read(0, slot -> {
                if (kept.test(slot)) {
                    batch.add(slot);
                }
                if (batch.size() == SLOTS_AT_ONCE) {
                    write(written, batch);
                    batch.clear();
                }
            });
            write(written, batch);
            written.force();
        }
        disk.rename(next, file);
        disk.syncDirectory(directory);
        size = FileFacts.of(file).size();
    }

    private static void write(Disk.DiskFile written, List<Slot> batch) throws IOException {
        byte[] lines = lines(batch);
        written.writeAll(lines, lines.length, written.size());
    }
}
