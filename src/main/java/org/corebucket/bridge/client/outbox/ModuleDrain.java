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
 * One module's updates, one after the other, and how far they were sent. It reads up to an end that it learnt while nobody was
 * writing, and made durable: what is sent is never taken back.
 */
final class ModuleDrain implements Closeable {

    /** So many attempts cost one {@code fsync}, and so many receipts at most are asked for in vain after a crash. */
    private static final int WINDOW = 256;

    /** A segment that is not larger stays when it is empty, so that a steady trickle makes no file each time. */
    private static final long KEPT = 1 << 16;

    private final Disk disk;
    private final Path outbox;
    private final ModuleQueue queue;
    private final RejectedFile rejected;

    /** Lines of lower numbers may have been attempted before this drain. */
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

    /** An update, and how many bytes its line takes. */
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

    /** Null if it is no update; it is put aside when it has come to the head. */
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

    /** The update that begins here; null if it is none, and was put aside. */
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

    /** Whether there is more than was known. */
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

    /** What was acknowledged and is not there is put aside as what it is, and no longer waited for. */
    private void skip(ModuleQueue.QueueGap gap) throws IOException {
        long before = at.segment();
        rejected.addUnparsable(new byte[0], gap.reason(), new RejectedOrigin(queue.nameOf(gap.first()), 0));
        unparsable++;
        missing.add(gap.reason());
        SentPosition behind = at.before(gap.behind());
        save(behind).force();
        at = behind;
        end = 0;
        closeSegment();
        if (before < gap.behind()) {
            disk.delete(queue.segment(before));
        }
    }

    /** What this drain found missing, in words. */
    synchronized List<String> missing() {
        return List.copyOf(missing);
    }

    /** Whether nothing was added since the end was learnt, and nothing is to be given back; asked without the lock. */
    private boolean isAsKnown(List<Long> segments) throws IOException {
        OpenLines open = segment;
        if (open == null || segments.size() != 1 || segments.get(0) != at.segment()) {
            return segments.isEmpty();
        }
        return open.size() == end && end <= KEPT;
    }

    /** Whether a segment, the first that is left, has more than was known; if not, and nobody needs it, it is deleted. */
    private boolean learnEnd(long first, boolean isLast) throws IOException {
        OpenLines lines = open(first);
        // What was torn off in a segment that is closed belongs to no add that could still be cut back.
        end = isLast ? lines.end() : lines.size();
        if (end > at.offset()) {
            lines.force();
            numberAtEnd = ModuleQueue.numberAfter(lines, first, lines.end());
            return true;
        }
        if (!isLast || end > KEPT) {
            SentPosition behind = at.before(at.number());
            // A segment that is gone before this is durable would look like one that somebody took away.
            save(behind).force();
            at = behind;
            end = 0;
            closeSegment();
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

    /** Takes back what runs ahead, so that the next drain asks for no receipt in vain. */
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
