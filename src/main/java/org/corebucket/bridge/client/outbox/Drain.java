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
 * The right to send what waits, which one process has at a time. Each module has one update at its head, which stays there until
 * it is settled; heads of different modules may be settled from different threads at the same time. What other processes add
 * meanwhile is seen. It waits for no lock longer than somebody else's {@code add} takes.
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
     * The head of a module's queue: the same until it is settled. What is no update on the way to it is put aside in
     * {@code rejected/}.
     *
     * @return empty if nothing of the module waits
     */
    public Optional<WaitingUpdate> next(String module) throws IOException {
        return of(module).next();
    }

    /**
     * What will be at the head of a module's queue when the update that is there now has left: a look ahead, which settles
     * nothing.
     *
     * @return empty if that is not known yet, or if there is no update at the head
     */
    public Optional<Update> following(String module) throws IOException {
        return of(module).following();
    }

    /**
     * Notes that an attempt to send is made; to be called before each. Whatever happens then, a later {@link #next} says that it
     * may have been attempted.
     *
     * @throws IllegalStateException if it is not the head of its module, as with all that follow
     */
    public void attempting(WaitingUpdate waiting) throws IOException {
        of(waiting.update().module()).attempting(waiting.update());
    }

    /**
     * Its receipt is in hand: it leaves.
     *
     * @throws IOException if that could not be noted; it is still the head then
     */
    public void received(WaitingUpdate waiting) throws IOException {
        of(waiting.update().module()).received(waiting.update());
    }

    /**
     * The bridge will never take it: it is kept in {@code rejected/}, durably, and leaves.
     *
     * @param reason for people
     * @throws IOException if that failed; it is still the head then
     */
    public void rejected(WaitingUpdate waiting, String reason, Instant now) throws IOException {
        of(waiting.update().module()).rejected(waiting.update(), reason, now);
    }

    /** How many lines this drain found that were no updates, and put aside. */
    public long unparsable() {
        long unparsable = 0;
        for (ModuleDrain module : opened()) {
            unparsable += module.unparsable();
        }
        return unparsable;
    }

    /** What was acknowledged and is gone, as this drain found it, in words that name the module; each is put aside as well. */
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

    /** Gives the right to send back; what is at the heads stays there. */
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
