package org.corebucket.bridge.automation.schedule;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;

/**
 * The file of slots. What was appended is on disk when {@link #append} returns; what a crash left torn is cut off when it is
 * opened, since that slot is recorded again. Lines that are no slots, as a broken disk leaves them, are set aside
 * ({@link #setDamageAside}).
 */
final class SlotFile {

    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> REPLACE = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS);
    private static final int BLOCK = 8192;

    /** Takes slots as they are read. */
    interface Reader {
        void take(Slot slot) throws IOException;
    }

    private final Path file;
    private final Path directory;
    private boolean damaged;
    private long size;

    /** Opens it in a directory, and makes it if it is not there. */
    SlotFile(Path directory, String name) throws IOException {
        this.directory = directory;
        this.file = directory.resolve(name);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS))) {
            size = endOfLastLine(channel);
            damaged = isDamaged(channel, size);
            if (isDamaged(channel, size, channel.size())) {
                damaged = true;
                size = closeTail(channel);
            }
            channel.truncate(size);
            channel.force(true);
        }
        if (size == 0) {
            DurableFiles.syncDirectory(directory);
        }
    }

    /** What no torn write leaves becomes a line, to be set aside with the others. */
    private static long closeTail(FileChannel channel) throws IOException {
        long end = channel.size();
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}), end);
        return end + 1;
    }

    private static boolean isDamaged(FileChannel channel, long to) throws IOException {
        return isDamaged(channel, 0, to);
    }

    /** Whether there are bytes that no slot has: all of them are printable ASCII, and every line is an object. */
    private static boolean isDamaged(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        byte before = '\n';
        for (long at = from; at < to; at += block.limit()) {
            block.clear().limit((int) Math.min(block.capacity(), to - at));
            while (block.hasRemaining()) {
                if (channel.read(block, at + block.position()) < 0) {
                    return false; // somebody shortened it
                }
            }
            for (int i = 0; i < block.limit(); i++) {
                byte b = block.get(i);
                boolean wrong = b == '\n' ? before != '}' : b < ' ' || (before == '\n' && b != '{');
                if (wrong) {
                    return true;
                }
                before = b;
            }
        }
        return false;
    }

    /** Whether it has lines that are no slots. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * Moves the lines that are no slots to a file beside it.
     *
     * @return that file
     */
    Path setDamageAside() throws IOException {
        Path aside = SlotAside.unused(file);
        Files.copy(file, aside);
        try (FileChannel copy = FileChannel.open(aside, READ)) {
            copy.force(true);
        }
        keep(slot -> true);
        damaged = false;
        return aside;
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        for (long end = channel.size(); end > 0; end -= Math.min(end, BLOCK)) {
            long start = Math.max(0, end - BLOCK);
            ByteBuffer block = ByteBuffer.allocate((int) (end - start));
            int read = 0;
            while (block.hasRemaining() && read >= 0) {
                read = channel.read(block, start + block.position());
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    /** How many bytes are in it, all of them whole lines. */
    long size() {
        return size;
    }

    /** Appends all of the slots, or, if that fails, none of them. */
    void append(List<Slot> slots) throws IOException {
        try (FileChannel channel = FileChannel.open(file, APPEND)) {
            try {
                long end = write(channel, size, slots);
                channel.force(false);
                size = end;
            } finally {
                if (channel.size() != size) {
                    channel.truncate(size);
                }
            }
        }
    }

    private long write(FileChannel channel, long position, List<Slot> slots) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Slot slot : slots) {
            lines.append(slot.line()).append('\n');
        }
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(lines.toString());
        long end = position;
        try {
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
        } catch (IOException e) {
            throw IoTrouble.located(file.toString(), e);
        }
        return end;
    }

    /** Reads all slots from a position on, which is the end of a line. Lines that are none are passed over. */
    void read(long from, Reader reader) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            channel.position(from);
            // A byte that no slot has makes its line none, and keeps no other from being read.
            BufferedReader lines = new BufferedReader(Channels.newReader(
                    channel,
                    StandardCharsets.US_ASCII
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE),
                    BLOCK));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Slot> slot = line.indexOf('\ufffd') < 0 ? Slot.parse(line) : Optional.empty();
                if (slot.isPresent()) {
                    reader.take(slot.get());
                }
            }
        }
    }

    /** The first slot, which is one of the oldest. */
    Optional<Slot> first() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = lines.readLine();
            return line == null ? Optional.empty() : Slot.parse(line);
        }
    }

    /** Leaves only some of the slots. A crash at any moment leaves the old file or the new one. */
    void keep(Predicate<Slot> kept) throws IOException {
        Path next = directory.resolve(".slots.next");
        try (FileChannel channel = FileChannel.open(next, REPLACE)) {
            List<Slot> batch = new ArrayList<>();
            read(0, slot -> {
                if (kept.test(slot)) {
                    batch.add(slot);
                }
                if (batch.size() == BLOCK) {
                    write(channel, channel.size(), batch);
                    batch.clear();
                }
            });
            write(channel, channel.size(), batch);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncDirectory(directory);
        size = Files.size(file);
    }
}
