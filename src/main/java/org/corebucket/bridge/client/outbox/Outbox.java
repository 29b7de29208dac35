package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;

/**
 * Updates on disk, to be sent in the order in which they were added, module by module. Any number of processes and threads add;
 * one process at a time drains.
 *
 * <p>An update is known by its module and session id. If the id is in the outbox already, a second update is added all the
 * same, and sent after the first. The bridge then knows the id, and answers with the first one's receipt. So adding an update
 * again under the same id makes no second entry in the ledger; but if two different updates have the same id, the later one is
 * lost.
 */
public final class Outbox {

    private static final long SEGMENT_BYTES = 4 << 20;

    private final Path directory;
    private final OutboxLimits limits;
    private final Disk disk;
    private final long segmentBytes;

    Outbox(Path directory, OutboxLimits limits, Disk disk, long segmentBytes) {
        this.directory = directory;
        this.limits = limits;
        this.disk = disk;
        this.segmentBytes = segmentBytes;
    }

    /**
     * The outbox in a directory.
     *
     * @param directory the directory, which is made when something is first written
     */
    public static Outbox at(Path directory, OutboxLimits limits) {
        return new Outbox(directory, limits, FileDisk.ofOwner(), SEGMENT_BYTES);
    }

    static Path waiting(Path outbox) {
        return outbox.resolve("waiting");
    }

    static Path rejected(Path outbox) {
        return outbox.resolve("rejected");
    }

    /**
     * Adds updates. All of them are on disk when this returns, by one write and one {@code fsync} for each module. If the
     * process is killed meanwhile, only some of them may have been added: of each module the first ones.
     *
     * @throws OutboxBusyException if another process keeps it locked for too long; then none of them is queued
     * @throws IOException if they are not on disk; then none of them is queued
     * @throws OutboxFullException if they would pass a limit; then none of them is queued
     * @throws IllegalArgumentException if a module's name is too long to name a file; then none of them is queued
     */
    @SuppressWarnings("try") // the lock is only held
    public void add(List<Update> updates) throws IOException, OutboxFullException {
        if (updates.isEmpty()) {
            return;
        }
        List<UpdateBatch> batches = UpdateBatch.byModule(updates);
        FileDisk.makeOwnersDirectory(directory);
        FileDisk.makeOwnersDirectory(waiting(directory));
        try (DeploymentLock lock = OutboxLock.forChange(directory, "nothing was queued")) {
            requireRoom(batches, updates.size());
            append(batches);
        }
    }

    private void requireRoom(List<UpdateBatch> batches, int updates) throws IOException, OutboxFullException {
        long waiting = 0;
        long held = rejectedBytes();
        for (ModuleQueue queue : ModuleQueue.all(disk, waiting(directory))) {
            ModuleQueue.Stock stock = queue.stock();
            waiting += stock.waiting();
            held += stock.bytes();
        }
        long more = 0;
        for (UpdateBatch batch : batches) {
            more += batch.mostBytes();
        }
        if (waiting + updates > limits.updates()) {
            throw OutboxFullException.updates(waiting, updates, limits.updates());
        }
        if (held + more > limits.bytes()) {
            throw OutboxFullException.bytes(held, more, limits.bytes());
        }
    }

    /** Appends all updates or none: if it fails for one module, what was appended for others is cut off again. */
    private void append(List<UpdateBatch> batches) throws IOException {
        List<UpdateBatch.Appended> done = new ArrayList<>();
        try {
            for (UpdateBatch batch : batches) {
                ModuleQueue queue = new ModuleQueue(disk, waiting(directory), batch.module());
                FileDisk.makeOwnersDirectory(queue.directory());
                done.add(batch.appendTo(queue, disk, segmentBytes));
            }
        } catch (IOException e) {
            for (UpdateBatch.Appended appended : done) {
                appended.takeBack(disk, e);
            }
            throw e;
        }
        done.forEach(UpdateBatch.Appended::acknowledge);
    }

    /**
     * How much the outbox holds. This is quick, however much it is. Updates that are being added or sent at this moment may be
     * counted or not.
     */
    public Depth depth() throws IOException {
        Map<String, Long> waiting = new TreeMap<>();
        Map<String, String> missing = new TreeMap<>();
        List<Instant> oldest = new ArrayList<>();
        long bytes = 0;
        if (isThere()) {
            bytes = rejectedBytes();
            for (ModuleQueue queue : ModuleQueue.all(disk, waiting(directory))) {
                ModuleQueue.Stock stock = queue.stock();
                bytes += stock.bytes();
                long there = stock.waiting();
                for (ModuleQueue.QueueGap gap : gaps(queue, stock)) {
                    there -= gap.size();
                    missing.merge(queue.module(), gap.reason(), (one, other) -> one + "; " + other);
                }
                if (there > 0) {
                    waiting.put(queue.module(), there);
                    firstQueued(queue, stock).ifPresent(oldest::add);
                }
            }
        }
        return new Depth(
                waiting, missing, rejectedCount(), bytes, oldest.stream().min(Comparator.naturalOrder()));
    }

    /**
     * How far the outbox has come. This is quick, however much it holds. Updates that are being added or sent at this moment
     * may be counted or not.
     */
    public OutboxMark mark() throws IOException {
        Map<String, OutboxMark.Reach> modules = new TreeMap<>();
        long rejected = 0;
        if (isThere()) {
            rejected = rejectedBytes();
            for (ModuleQueue queue : ModuleQueue.all(disk, waiting(directory))) {
                ModuleQueue.Stock stock = queue.stock();
                modules.put(queue.module(), new OutboxMark.Reach(stock.head().number(), stock.next()));
            }
        }
        return new OutboxMark(modules, rejected);
    }

    /** The gaps of a queue; none if a drain has moved on meanwhile, since deleted segments would then look like gaps. */
    private static List<ModuleQueue.QueueGap> gaps(ModuleQueue queue, ModuleQueue.Stock stock) throws IOException {
        try {
            List<ModuleQueue.QueueGap> gaps = queue.gaps(stock);
            return gaps.isEmpty() || queue.stock().head().equals(stock.head()) ? gaps : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<Instant> firstQueued(ModuleQueue queue, ModuleQueue.Stock stock) throws IOException {
        byte[] line = queue.firstLine(stock);
        if (line == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(UpdateLine.read(line, queue.module(), "").queued());
        } catch (MalformedJsonException e) {
            // The next drain moves it to {@code rejected/}, and reports it.
            return Optional.empty();
        }
    }

    /**
     * The last rejected updates of each module, oldest first within the module.
     *
     * @param most how many of each module
     */
    public List<RejectedUpdate> rejected(int most) throws IOException {
        List<RejectedUpdate> last = new ArrayList<>();
        for (RejectedFile file : rejectedFiles()) {
            last.addAll(file.last(most));
        }
        return List.copyOf(last);
    }

    private long rejectedCount() throws IOException {
        long count = 0;
        for (RejectedFile file : rejectedFiles()) {
            count += file.count();
        }
        return count;
    }

    private long rejectedBytes() throws IOException {
        long bytes = 0;
        for (RejectedFile file : rejectedFiles()) {
            bytes += file.bytes();
        }
        return bytes;
    }

    private List<RejectedFile> rejectedFiles() throws IOException {
        return isThere() ? RejectedFile.all(disk, rejected(directory)) : List.of();
    }

    private boolean isThere() throws IOException {
        return FileFacts.isThere(directory, FileFacts.FileType.DIRECTORY);
    }

    /**
     * Takes the right to send.
     *
     * @param patience says how long to wait while another process has it
     * @return empty if another process still has it when the patience ends
     */
    public Optional<Drain> drain(LockPatience patience) throws IOException, InterruptedException {
        FileDisk.makeOwnersDirectory(directory);
        return OutboxLock.forSending(directory, patience).map(lock -> new Drain(disk, directory, lock));
    }
}
