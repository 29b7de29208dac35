package org.corebucket.bridge.http.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Clients that have been what is looked for, the longest first. To look for one takes as long as there are clients, and so
 * some are found at once: whoever is found later has been it for less long.
 */
final class OldestFirst {

    private static final int AT_ONCE = 64;

    private final Predicate<Client> wanted;
    private final Deque<Found> found = new ArrayDeque<>();

    private record Found(Client client, long since) {}

    OldestFirst(Predicate<Client> wanted) {
        this.wanted = wanted;
    }

    /** The one that has been it for longest; not found again unless something becomes of it. */
    Optional<Client> next(Collection<Client> all) {
        Optional<Client> next = poll();
        if (next.isEmpty()) {
            look(all);
            next = poll();
        }
        return next;
    }

    private Optional<Client> poll() {
        for (Found each = found.poll(); each != null; each = found.poll()) {
            if (each.client.since() == each.since && wanted.test(each.client)) {
                return Optional.of(each.client);
            }
        }
        return Optional.empty();
    }

    private void look(Collection<Client> all) {
        long now = System.nanoTime();
        List<Found> those = new ArrayList<>();
        for (Client client : all) {
            if (wanted.test(client)) {
                those.add(new Found(client, client.since()));
            }
        }
        those.sort(Comparator.comparingLong((Found each) -> now - each.since).reversed());
        found.addAll(those.subList(0, Math.min(AT_ONCE, those.size())));
    }
}
