package org.corebucket.bridge.client.outbox;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far an outbox had come at one moment. Two marks show what was sent in between, by any process.
 *
 * @param modules how far each module had come
 * @param rejectedBytes the size of all files in {@code rejected/}
 */
public record OutboxMark(Map<String, Reach> modules, long rejectedBytes) {

    /**
     * How far a module had come.
     *
     * @param sent the number below which all updates had left the outbox
     * @param queued the number that the next update gets
     */
    public record Reach(long sent, long queued) {}

    public OutboxMark {
        modules = Collections.unmodifiableMap(new TreeMap<>(modules));
    }

    /** A number that grows with each update that leaves the outbox, whether it was received or rejected. */
    public long left() {
        long left = 0;
        for (Reach module : modules.values()) {
            left += module.sent();
        }
        return left;
    }

    /** A number that grows with each update that is added. */
    public long added() {
        long added = 0;
        for (Reach module : modules.values()) {
            added += module.queued();
        }
        return added;
    }

    /** Whether all updates that waited at an earlier moment have left by now. */
    public boolean isPast(OutboxMark earlier) {
        for (Map.Entry<String, Reach> module : earlier.modules.entrySet()) {
            Reach now = modules.get(module.getKey());
            if (now != null && now.sent() < module.getValue().queued()) {
                return false;
            }
        }
        return true;
    }

    /** Whether any update was rejected after an earlier moment. */
    public boolean hasRejectedSince(OutboxMark earlier) {
        return rejectedBytes > earlier.rejectedBytes;
    }
}
