package org.corebucket.bridge.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.ledger.MarkKey;
import org.corebucket.bridge.ledger.ReplayMarks;
import org.corebucket.bridge.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the marks of every accepted envelope for as long as it could be replayed, and 24 hours at least; those of a
 * payload without a timestamp for ever. Nothing is forgotten to make room: what finds none is not taken (CONTRACT 6).
 *
 * <p>An envelope has three marks of 16 bytes in tables that are between 53 % and 80 % full: 60 to 90 bytes in all.
 * Looking up and adding take the same time however many there are. Threads may share it; each of its 1024 tables has a
 * lock of its own.
 */
public final class ReplayMemory {

    /** So many that none grows to the half megabyte from which the JVM's collector gives an array whole regions. */
    private static final int TABLES = 1024;

    private static final long HOUR = 3600;

    private static final String[] WORDS = {"nonce", "signed payload", "session_id"};
    private static final int PAYLOAD = 1;
    private static final int SESSION = 2;

    private static final String FULL_UNTIMED =
            "no more payloads without a timestamp are taken; send one in the payload";

    private static final String FULL_TIMED = "the replay memory is full; try again later";

    private final FreshnessSettings settings;
    private final Instant beginning;
    private final KeyTable[] tables = new KeyTable[TABLES];

    /** By each of its marks, each envelope that is being decided on or stored just now. */
    private final ConcurrentMap<MarkKey, ReservedPlace> underway = new ConcurrentHashMap<>();

    private final EntryBudget timed;
    private final AtomicLong untimed = new AtomicLong();

    /**
     * A memory of nothing yet.
     *
     * @param now from when on it counts time
     */
    public ReplayMemory(FreshnessSettings settings, Instant now) {
        this.settings = settings;
        this.beginning = now;
        for (int i = 0; i < TABLES; i++) {
            tables[i] = new KeyTable();
        }
        Duration longest = settings.replayMemory().plus(settings.window().multipliedBy(2));
        this.timed = new EntryBudget(settings.payloadsWithTimestamp(), (int) longest.toHours() + 2, hour(now));
    }

    /** Takes in what the ledger has, at a start, even beyond the configured numbers. */
    public void remember(StoredEntry entry) {
        if (Endpoint.of(entry.endpoint()).isEmpty()) {
            return; // the bridge's own: nobody can post it
        }
        int stamp = stamp(ReplayMarks.sent(entry.payload()), entry.timestamp());
        if (stamp < KeyTable.FIRST_HOUR) {
            return; // too old to be replayed
        }
        if (stamp == KeyTable.FOREVER) {
            untimed.incrementAndGet();
        } else {
            timed.force(stamp, KeyTable.FIRST_HOUR);
        }
        for (MarkKey key : keys(ReplayMarks.of(entry))) {
            table(key).add(key, stamp, KeyTable.FIRST_HOUR);
        }
    }

    /**
     * Reserves a place for an envelope whose signature holds, unless it shares a mark with one that is remembered or is
     * being stored just now.
     */
    public ReplayAnswer reserve(ReplayMarks marks, Instant now) {
        MarkKey[] keys = keys(marks);
        ReservedPlace place = new ReservedPlace(this, keys, stamp(marks.sent(), now));
        for (int i = 0; i < keys.length; i++) {
            // Always nonce, payload, session: of two envelopes that share marks, the one that is ahead stays ahead.
            ReservedPlace other = underway.putIfAbsent(keys[i], place);
            if (other != null && other != place) {
                place.decided(i);
                return new ReplayAnswer.Underway(other.isOf(keys), other.decided);
            }
        }
        ReplayAnswer answer = reserve(place, hour(now));
        if (!(answer instanceof ReplayAnswer.Reserved)) {
            place.decided(keys.length);
        }
        return answer;
    }

    private ReplayAnswer reserve(ReservedPlace place, int hour) {
        MarkKey[] keys = place.keys;
        int stamp = place.stamp;
        for (int i = 0; i < keys.length; i++) {
            if (!table(keys[i]).add(keys[i], stamp, hour)) {
                remove(keys, i);
                return new ReplayAnswer.SeenBefore(WORDS[i]);
            }
        }
        boolean room = stamp == KeyTable.FOREVER ? takeUntimed() : timed.take(stamp, hour);
        if (!room) {
            remove(keys, keys.length);
            return new ReplayAnswer.Full(stamp == KeyTable.FOREVER ? FULL_UNTIMED : FULL_TIMED);
        }
        return new ReplayAnswer.Reserved(place);
    }

    /** How many envelopes with a timestamp it remembers now. */
    public long withTimestamp() {
        return timed.living();
    }

    /** How many envelopes without one. */
    public long withoutTimestamp() {
        return untimed.get();
    }

    /** Its envelope is not stored. */
    private void forget(MarkKey[] keys, int stamp) {
        remove(keys, keys.length);
        if (stamp == KeyTable.FOREVER) {
            untimed.decrementAndGet();
        } else {
            timed.giveBack(stamp);
        }
    }

    private void remove(MarkKey[] keys, int count) {
        for (int i = 0; i < count; i++) {
            table(keys[i]).remove(keys[i]);
        }
    }

    private boolean takeUntimed() {
        if (untimed.incrementAndGet() > settings.payloadsWithoutTimestamp()) {
            untimed.decrementAndGet();
            return false;
        }
        return true;
    }

    private static MarkKey[] keys(ReplayMarks marks) {
        return new MarkKey[] {marks.nonceKey(), marks.payloadKey(), marks.sessionKey()};
    }

    private KeyTable table(MarkKey key) {
        return tables[(int) key.high() & (TABLES - 1)];
    }

    /** A future so far away that it has no stamp is for ever, which errs on the side of refusing. */
    private int stamp(@Nullable Instant sent, Instant accepted) {
        Optional<Instant> until =
                ReplayMarks.replayableUntil(sent, accepted, settings.replayMemory(), settings.window());
        if (until.isEmpty()) {
            return KeyTable.FOREVER;
        }
        return (int) Math.max(0, Math.min(hours(until.get()) + KeyTable.FIRST_HOUR, KeyTable.FOREVER));
    }

    private int hour(Instant now) {
        return (int) Math.max(KeyTable.FIRST_HOUR, Math.min(hours(now) + KeyTable.FIRST_HOUR, KeyTable.FOREVER));
    }

    private long hours(Instant time) {
        return Math.floorDiv(time.getEpochSecond() - beginning.getEpochSecond(), HOUR);
    }

    /** A reservation in the memory. */
    static final class ReservedPlace implements Reservation {

        private final ReplayMemory memory;
        private final MarkKey[] keys;
        private final int stamp;
        private final AtomicBoolean told = new AtomicBoolean();
        private final CompletableFuture<Void> decided = new CompletableFuture<>();

        ReservedPlace(ReplayMemory memory, MarkKey[] keys, int stamp) {
            this.memory = memory;
            this.keys = keys;
            this.stamp = stamp;
        }

        boolean isOf(MarkKey[] others) {
            return keys[PAYLOAD].equals(others[PAYLOAD]) && keys[SESSION].equals(others[SESSION]);
        }

        /** It is under way no more by the first of its marks; whoever waits for that asks again. */
        private void decided(int marks) {
            for (int i = 0; i < marks; i++) {
                memory.underway.remove(keys[i], this);
            }
            decided.complete(null);
        }

        @Override
        public void confirm() {
            if (told.compareAndSet(false, true)) {
                decided(keys.length);
            }
        }

        /** Until its marks are gone it counts as under way: nobody sees them and takes them for stored. */
        @Override
        public void release() {
            if (told.compareAndSet(false, true)) {
                memory.forget(keys, stamp);
                decided(keys.length);
            }
        }
    }
}
