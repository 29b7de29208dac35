package org.corebucket.bridge.client.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.RejectedFile.RejectedOrigin;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.OpenLines;
import org.jspecify.annotations.Nullable;

/**
 * Gives one module's updates one by one, and records how far they were sent. It reads up to an end that it found under the lock
 * of changes, and made durable, so that an update that was sent is never cut off again.
 */
final class ModuleDrain implements Closeable {

    /** How many attempts share one {@code fsync}. After a crash, at most as many receipts are asked for in vain. */
    private static final int WINDOW = 256;

    /**
     * The size up to which a segment is kept when all its lines have left, so that single updates do not each make a new file.
     */
    private static final long KEPT = 1 << 16;

    private final Disk disk;
    private final Path outbox;
    private final ModuleQueue queue;
    private final RejectedFile rejected;

    /** Lines with lower numbers may have been attempted before this drain. */
    private final long attemptedBefore;

    private SentPosition at;
    private Disk.@Nullable DiskFile position;
    private @Nullable OpenLines segment;
    private long end;
    private long numberAtEnd;
    private @Nullable DrainedLine head;
    private @Nullable DrainedLine following;
    private boolean isAttempted;
    private long unparsable;
    private final List<String> missing = new ArrayList<>();

    /** An update, and the length of its line in bytes. */
    private record DrainedLine(Update update, int bytes) {}

    ModuleDrain(Disk disk, Path outbox, ModuleQueue queue, RejectedFile rejected) throws IOException {
        this.disk = disk;
        this.outbox = outbox;
        this.queue = queue;
        this.rejected = rejected;
        this.at = queue.stock().head();
        this.attemptedBefore = at.horizon();
        for (long first : queue.segments()) {
            if (first < at.segment()) {
                disk.delete(queue.segment(first));
            }
        }
    }

    synchronized Optional<WaitingUpdate> next() throws IOException {
        DrainedLine next = head;
        while (next == null) {
            if (at.offset() >= end && !learnEnd()) {
                return Optional.empty();
            }
            next = readHead();
        }
        head = next;
        return Optional.of(new WaitingUpdate(next.update(), isAttempted || at.number() < attemptedBefore));
    }

    /** The update behind the head, if it is in the same segment and before the known end. */
    synchronized Optional<Update> following() throws IOException {
        if (head != null && following == null && at.offset() + head.bytes() < end) {
            following = readAhead(at.offset() + head.bytes());
        }
        return Optional.ofNullable(following).map(DrainedLine::update);
    }

    /** Reads the line behind the head; null if it is not an update, which is dealt with once it is the head. */
    private @Nullable DrainedLine readAhead(long offset) throws IOException {
        byte[] line = lines().line(offset, end);
        try {
            return update(line);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    synchronized void attempting(Update update) throws IOException {
        requireHead(update);
        if (at.number() >= at.horizon()) {
            SentPosition ahead = at.withHorizon(Math.max(at.number() + 1, Math.min(at.number() + WINDOW, numberAtEnd)));
            save(ahead).force();
            at = ahead;
        }
        isAttempted = true;
    }

    synchronized void received(Update update) throws IOException {
        leave(requireHead(update).bytes());
    }

    synchronized void rejected(Update update, String reason, Instant now) throws IOException {
        DrainedLine line = requireHead(update);
        rejected.add(update, reason, now, origin());
        leave(line.bytes());
    }

    synchronized long unparsable() {
        return unparsable;
    }

    private DrainedLine requireHead(Update update) {
        DrainedLine line = head;
        if (line == null || !update.equals(line.update())) {
            throw new IllegalStateException(
                    "update " + update.sessionId() + " of " + update.module() + " is not at the head of its queue");
        }
        return line;
    }

    /** Reads the update at the present position; null if the line was not an update, and was moved to {@code rejected/}. */
    private @Nullable DrainedLine readHead() throws IOException {
        DrainedLine known = following;
        if (known != null) {
            following = null;
            return known;
        }
        byte[] line = lines().line(at.offset(), end);
        try {
            return update(line);
        } catch (MalformedJsonException e) {
            rejected.addUnparsable(line, Objects.requireNonNull(e.getMessage()), origin());
            unparsable++;
            leave(line.length);
            return null;
        }
    }

    private OpenLines lines() {
        if (segment == null) {
            throw new IllegalStateException("its end is known, but it is not open");
        }
        return segment;
    }

    private DrainedLine update(byte[] line) throws MalformedJsonException {
        String source = queue.nameOf(at.segment()) + " from byte " + at.offset();
        return new DrainedLine(UpdateLine.read(line, queue.module(), source), line.length);
    }

    private RejectedOrigin origin() {
        return new RejectedOrigin(queue.nameOf(at.segment()), at.offset());
    }

    private void leave(int bytes) throws IOException {
        SentPosition behind = at.after(bytes);
        save(behind);
        at = behind;
        head = null;
        isAttempted = false;
    }

    private Disk.DiskFile save(SentPosition changed) throws IOException {
        Disk.DiskFile open = position;
        if (open == null) {
            open = disk.openOrMake(queue.position());
            position = open;
        }
        open.writeAll(changed.text(), SentPosition.BYTES, 0);
        return open;
    }

    /** Finds out under the lock whether there are more updates than were known. */
    @SuppressWarnings("try") // the lock is only held
    private boolean learnEnd() throws IOException {
        if (queue.acknowledged() <= at.number() && isAsKnown(queue.segmentsFrom(at.segment()))) {
            return false;
        }
        try (DeploymentLock lock = OutboxLock.forChange(outbox, "what waits stays in the outbox")) {
            List<Long> segments = queue.segmentsFrom(at.segment());
            while (!segments.isEmpty()) {
                boolean isLast = segments.size() == 1;
                long first = segments.remove(0);
                if (first > at.number()) {
                    skip(new ModuleQueue.QueueGap(at.number(), first));
                }
                if (learnEnd(first, isLast)) {
                    return true;
                }
            }
            if (queue.acknowledged() > at.number()) {
                skip(new ModuleQueue.QueueGap(at.number(), queue.acknowledged()));
            }
        }
        return false;
    }

    /** Records missing updates in {@code rejected/}, and passes over them. */
    private void skip(ModuleQueue.QueueGap gap) throws IOException {
        long before = at.segment();
        rejected.addUnparsable(new byte[0], gap.reason(), new RejectedOrigin(queue.nameOf(gap.first()), 0));
        unparsable++;
        missing.add(gap.reason());
        passTo(at.before(gap.behind()));
        if (before < gap.behind()) {
            disk.delete(queue.segment(before));
        }
    }

    /**
     * Goes on at another position, before its segment is known. The position is durable when this returns: otherwise, after a
     * crash, a segment that is deleted next would count as missing.
     */
    private void passTo(SentPosition behind) throws IOException {
        save(behind).force();
        at = behind;
        end = 0;
        closeSegment();
    }

    /** The missing updates that this drain found, in words. */
    synchronized List<String> missing() {
        return List.copyOf(missing);
    }

    /** Whether nothing was added since the end was found, and no segment has to be deleted. This is asked without the lock. */
    private boolean isAsKnown(List<Long> segments) throws IOException {
        OpenLines open = segment;
        if (open == null || segments.size() != 1 || segments.get(0) != at.segment()) {
            return segments.isEmpty();
        }
        return open.size() == end && end <= KEPT;
    }

    /**
     * Finds out whether the first segment that is left has more lines than were known. If not, and it is no longer needed, it
     * is deleted.
     */
    private boolean learnEnd(long first, boolean isLast) throws IOException {
        OpenLines lines = open(first);
        // A segment that is no longer the last is read to its very end: its torn tail can't be cut off by an add any
        // more.
        end = isLast ? lines.end() : lines.size();
        if (end > at.offset()) {
            lines.force();
            numberAtEnd = ModuleQueue.numberAfter(lines, first, lines.end());
            return true;
        }
        if (!isLast || end > KEPT) {
            passTo(at.before(at.number()));
            disk.delete(queue.segment(first));
        }
        return false;
    }

    private OpenLines open(long first) throws IOException {
        OpenLines open = segment;
        if (open == null || first != at.segment()) {
            closeSegment();
            at = first == at.segment() ? at : at.before(first);
            open = UpdateLine.file(disk.open(queue.segment(first)));
            segment = open;
        }
        return open;
    }

    private void closeSegment() throws IOException {
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }

    /** Sets the horizon back to what was really attempted, so that the next drain asks for no receipt in vain. */
    @Override
    public synchronized void close() throws IOException {
        long attempted = Math.max(attemptedBefore, at.number() + (isAttempted ? 1 : 0));
        if (position != null) {
            if (attempted < at.horizon()) {
                save(at.withHorizon(attempted));
            }
            position.close();
        }
        closeSegment();
    }
}
