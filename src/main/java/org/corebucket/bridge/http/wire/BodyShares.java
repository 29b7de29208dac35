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
 * The connections with a body of an authenticated sender that is still arriving. Except for a moment, one sender may
 * hold at most a quarter of all places with such bodies, and one address at most half. Any thread may use it.
 */
final class BodyShares {

    private final int mostOfSender;
    private final int mostOfAddress;

    /** The clients by sender and by address; in each set the one that has waited for longest comes first. */
    private final Map<Object, Set<Client>> waiting = new HashMap<>();

    BodyShares(int places) {
        this.mostOfSender = Math.max(1, places / 4);
        this.mostOfAddress = Math.max(1, places / 2);
    }

    /** Adds a client whose body is still arriving. */
    synchronized void add(Client client) {
        waiting.computeIfAbsent(client.sender(), absent -> new LinkedHashSet<>())
                .add(client);
        waiting.computeIfAbsent(client.address(), absent -> new LinkedHashSet<>())
                .add(client);
    }

    /** Removes a client whose body has arrived, or never will. */
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

    /**
     * Removes and returns the client that has waited for longest in a group that exceeds its share; empty if no group
     * does.
     */
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

    /**
     * Removes and returns all clients that exceed the share of their group and began to wait before a time, on the
     * clock of {@link System#nanoTime}.
     */
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
