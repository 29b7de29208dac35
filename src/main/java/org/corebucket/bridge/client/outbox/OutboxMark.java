package org.corebucket.bridge.client.outbox;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far an outbox had come at one moment. Two of them tell what was sent in between, by whomever.
 *
 * @param modules how far each module had come
 * @param rejectedBytes the size of what lay in {@code rejected/}
 */
public record OutboxMark(Map<String, Reach> modules, long rejectedBytes) {

    /**
     * How far a module had come.
     *
     * @param sent all updates of lower numbers had left
     * @param queued the number that the next one gets
     */
    public record Reach(long sent, long queued) {}

    public OutboxMark {
        modules = Collections.unmodifiableMap(new TreeMap<>(modules));
    }

    /** A number that grows with each update that leaves, be it received or rejected. */
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

    /** Whether all that waited at an earlier moment has left by now. */
    public boolean isPast(OutboxMark earlier) {
        for (Map.Entry<String, Reach> module : earlier.modules.entrySet()) {
            Reach now = modules.get(module.getKey());
            if (now != null && now.sent() < module.getValue().queued()) {
                return false;
            }
        }
        return true;
    }

    /** Whether something was rejected after an earlier moment. */
    public boolean hasRejectedSince(OutboxMark earlier) {
        return rejectedBytes > earlier.rejectedBytes;
    }
}
