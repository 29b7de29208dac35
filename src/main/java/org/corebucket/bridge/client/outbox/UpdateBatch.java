package org.corebucket.bridge.client.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;

/** Updates of one module that are added together, as lines that have no numbers yet. */
final class UpdateBatch {

    private final String module;
    private final List<byte[]> lines = new ArrayList<>();
    private long bytes;

    private UpdateBatch(String module) {
        this.module = ModuleName.requireFits(module);
    }

    /**
     * Splits updates by module, and keeps their order.
     *
     * @throws OutboxFullException if one of them is too long for any outbox
     * @throws IllegalArgumentException if a module's name is too long to name a file
     */
    static List<UpdateBatch> byModule(List<Update> updates) throws OutboxFullException {
        Map<String, UpdateBatch> batches = new TreeMap<>();
        for (Update update : updates) {
            batches.computeIfAbsent(update.module(), UpdateBatch::new).add(update);
        }
        return List.copyOf(batches.values());
    }

    private void add(Update update) throws OutboxFullException {
        byte[] line = UpdateLine.withoutNumber(update);
        int most = line.length + UpdateLine.end(Long.MAX_VALUE).length;
        if (most > UpdateLine.LONGEST) {
            throw OutboxFullException.tooLong(module, most, UpdateLine.LONGEST);
        }
        lines.add(line);
        bytes += most;
    }

    String module() {
        return module;
    }

    /** How many bytes it takes on disk at most, whatever the numbers are. */
    long mostBytes() {
        return bytes;
    }

    /**
     * What was appended, so that it can be cut off again.
     *
     * @param next the number behind its last line
     */
    record Appended(ModuleQueue queue, Path segment, long begin, long next) {

        /**
         * Notes that the lines are acknowledged. If that fails, they are still durable, so it is no error: it would only not be
         * noticed if they went missing later.
         */
        @SuppressWarnings("EmptyCatch") // see above
        void acknowledge() {
            try {
                queue.acknowledge(next);
            } catch (IOException e) {
                return;
            }
        }

        void takeBack(Disk disk, IOException failure) throws IOException {
            try (LineFile lines = LineFile.open(disk, segment, TornTail.CUT)) {
                lines.cutBackTo(begin);
            } catch (IOException e) {
                e.addSuppressed(failure);
                throw mayBeSent(segment, e);
            }
        }
    }

    /**
     * Appends the lines to the last segment, or to a new one if that is full.
     *
     * @throws IOException if they are not durable; then none of them stays
     */
    Appended appendTo(ModuleQueue queue, Disk disk, long segmentBytes) throws IOException {
        ModuleQueue.Stock stock = queue.stock();
        List<Long> segments = stock.segments();
        // No new line may take the number of a missing one, so after a gap a new segment begins.
        boolean isNew = segments.isEmpty() || stock.lastBytes() >= segmentBytes || stock.next() > stock.stored();
        Path segment = queue.segment(isNew ? stock.next() : segments.get(segments.size() - 1));
        byte[] numbered = numbered(stock.next());
        try (LineFile file = LineFile.open(disk, segment, TornTail.CUT)) {
            long begin = file.length();
            append(file, segment, numbered);
            return new Appended(queue, segment, begin, stock.next() + lines.size());
        }
    }

    private static void append(LineFile file, Path segment, byte[] numbered) throws IOException {
        try {
            file.append(numbered, numbered.length);
        } catch (IOException e) {
            throw file.isInDoubt() ? mayBeSent(segment, e) : e;
        }
    }

    private static IOException mayBeSent(Path segment, IOException cause) {
        FileSystemException stays = new FileSystemException(
                segment.toString(),
                null,
                "writing failed, and so did taking back what was written: it may be sent nevertheless; mend the disk");
        stays.initCause(cause);
        return stays;
    }

    private byte[] numbered(long first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long number = first;
        for (byte[] line : lines) {
            out.writeBytes(line);
            out.writeBytes(UpdateLine.end(number++));
        }
        return out.toByteArray();
    }
}
