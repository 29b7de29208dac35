package org.corebucket.bridge.http.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bodies of authenticated senders that are on their way: one sender may have a quarter of the places with them, and one address
 * a half, for more than a moment. Safe for use by many threads.
 */
final class BodyShares {

    private final int mostOfSender;
    private final int mostOfAddress;

    /** By sender and by address; in each the longest first. */
    private final Map<Object, Set<Client>> waiting = new HashMap<>();

    BodyShares(int places) {
        this.mostOfSender = Math.max(1, places / 4);
        this.mostOfAddress = Math.max(1, places / 2);
    }

    /** The rest of its body has still to come. */
    synchronized void add(Client client) {
        waiting.computeIfAbsent(client.sender(), absent -> new LinkedHashSet<>())
                .add(client);
        waiting.computeIfAbsent(client.address(), absent -> new LinkedHashSet<>())
                .add(client);
    }

    /** It has come, or never will. */
    synchronized void remove(Client client) {
        remove(client.sender(), client);
        remove(client.address(), client);
    }

    private void remove(Object group, Client client) {
        Set<Client> members = waiting.get(group);
        if (members != null && members.remove(client) && members.isEmpty()) {
            waiting.remove(group);
        }
    }

    /** The longest of those that have too many; not given again. */
    synchronized Optional<Client> tooMany() {
        for (Map.Entry<Object, Set<Client>> group : waiting.entrySet()) {
            if (group.getValue().size() > most(group.getKey())) {
                Client longest = group.getValue().iterator().next();
                remove(longest);
                return Optional.of(longest);
            }
        }
        return Optional.empty();
    }

    /** All that are too many and came before a time, on the clock of {@link System#nanoTime}; not given again. */
    synchronized List<Client> tooManySince(long time) {
        List<Client> those = new ArrayList<>();
        for (Map.Entry<Object, Set<Client>> group : waiting.entrySet()) {
            int excess = group.getValue().size() - most(group.getKey());
            Iterator<Client> members = group.getValue().iterator();
            for (int i = 0; i < excess; i++) {
                Client longest = members.next();
                if (longest.since() - time > 0) {
                    break;
                }
                those.add(longest);
            }
        }
        those.forEach(this::remove);
        return those;
    }

    private int most(Object group) {
        return group instanceof String ? mostOfSender : mostOfAddress;
    }
}
