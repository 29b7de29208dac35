package org.corebucket.bridge.client.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.lines.Disk;

/**
 * The right to send the waiting updates, which only one process has at a time. Each module has one update at its head, which
 * stays there until it is settled, that is received or rejected. The heads of different modules may be settled by different
 * threads at the same time. Updates that other processes add meanwhile are seen. It waits for locks only as long as other
 * processes' {@link Outbox#add} takes.
 */
public final class Drain implements Closeable {

    private final Disk disk;
    private final Path outbox;
    private final DeploymentLock lock;
    private final Map<String, ModuleDrain> modules = new TreeMap<>();
    private boolean isClosed;

    Drain(Disk disk, Path outbox, DeploymentLock lock) {
        this.disk = disk;
        this.outbox = outbox;
        this.lock = lock;
    }

    /** The modules that have something waiting now, sorted. */
    public List<String> modules() throws IOException {
        List<String> waiting = new ArrayList<>();
        for (ModuleQueue queue : ModuleQueue.all(disk, Outbox.waiting(outbox))) {
            if (queue.stock().waiting() > 0) {
                waiting.add(queue.module());
            }
        }
        return waiting;
    }

    /**
     * The head of a module's queue, which stays the same until it is settled. Lines before it that are not updates are moved to
     * {@code rejected/}.
     *
     * @return empty if nothing of the module waits
     */
    public Optional<WaitingUpdate> next(String module) throws IOException {
        return of(module).next();
    }

    /**
     * The update behind the head of a module's queue. This only looks ahead, and settles nothing.
     *
     * @return empty if it is not known yet, or if there is no update at the head
     */
    public Optional<Update> following(String module) throws IOException {
        return of(module).following();
    }

    /**
     * Notes that an attempt to send an update is about to be made. It must be called before each attempt, so that a later
     * {@link #next}, even after a crash, says that the update may have been attempted.
     *
     * @throws IllegalStateException if the update is not the head of its module; the methods below throw in the same way
     */
    public void attempting(WaitingUpdate waiting) throws IOException {
        of(waiting.update().module()).attempting(waiting.update());
    }

    /**
     * Removes an update whose receipt is in hand.
     *
     * @throws IOException if that could not be noted; then the update is still the head
     */
    public void received(WaitingUpdate waiting) throws IOException {
        of(waiting.update().module()).received(waiting.update());
    }

    /**
     * Removes an update that the bridge will never accept, and keeps it durably in {@code rejected/}.
     *
     * @param reason the reason, for people
     * @throws IOException if that failed; then the update is still the head
     */
    public void rejected(WaitingUpdate waiting, String reason, Instant now) throws IOException {
        of(waiting.update().module()).rejected(waiting.update(), reason, now);
    }

    /** How many lines this drain moved to {@code rejected/} because they were not updates. */
    public long unparsable() {
        long unparsable = 0;
        for (ModuleDrain module : opened()) {
            unparsable += module.unparsable();
        }
        return unparsable;
    }

    /**
     * The acknowledged updates that this drain found missing, in words that name the module. Each gap is also recorded in
     * {@code rejected/}.
     */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, ModuleDrain> module : openedByName().entrySet()) {
            module.getValue().missing().forEach(gap -> missing.add(module.getKey() + ": " + gap));
        }
        return missing;
    }

    private synchronized Map<String, ModuleDrain> openedByName() {
        return new TreeMap<>(modules);
    }

    private synchronized ModuleDrain of(String module) throws IOException {
        if (isClosed) {
            throw new IllegalStateException("the drain was closed");
        }
        ModuleDrain drain = modules.get(module);
        if (drain == null) {
            ModuleQueue queue = new ModuleQueue(disk, Outbox.waiting(outbox), module);
            drain = new ModuleDrain(disk, outbox, queue, new RejectedFile(disk, Outbox.rejected(outbox), module));
            modules.put(module, drain);
        }
        return drain;
    }

    private synchronized List<ModuleDrain> opened() {
        return List.copyOf(modules.values());
    }

    /** Gives up the right to send. Updates that are not settled stay in the outbox. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        try {
            closeModules();
        } finally {
            lock.close();
        }
    }

    private void closeModules() throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (ModuleDrain module : opened()) {
            try {
                module.close();
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
