package org.corebucket.bridge.http.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Decides which connections hold one of a limited number of places. A connection that comes when all places are held
 * gets the place of the one that has been without a request of an authenticated sender for longest. If there is none,
 * or that one has only just come, it gets the place of a body that is still arriving, the oldest one of a sender or
 * address that exceeds its share ({@link BodyShares}). Else it waits in the lobby until its request has come; then it is
 * refused or, if a place has become free, served. A connection that only gets its last answer holds no place.
 */
final class ConnectionPlaces {

    /** How many connections may wait without a place. */
    private static final int LOBBY = 64;

    /** For this long a body may be arriving even if its sender exceeds its share. */
    private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final Collection<Client> open;
    private final Consumer<CrowdingListener> events;
    private final BodyShares bodies;
    private final OldestFirst idle = new OldestFirst(client -> client.hasPlace() && !client.isInFlight());
    private final OldestFirst placeless = new OldestFirst(client -> !client.hasPlace());
    private int held;

    /**
     * Begins with all places free.
     *
     * @param open all connections, with a place or without one
     */
    ConnectionPlaces(int most, Collection<Client> open, Consumer<CrowdingListener> events) {
        this.most = most;
        this.open = open;
        this.events = events;
        this.bodies = new BodyShares(most);
    }

    /** Adds a new connection, which is not among the open ones yet. */
    synchronized void enter(Client newcomer) {
        take(newcomer);
        if (open.size() >= most + LOBBY) {
            placeless.next(open).ifPresent(this::sendAway);
        }
    }

    /**
     * Gives a connection a place if there is one.
     *
     * @return whether it has a place now
     */
    synchronized boolean take(Client client) {
        if (client.hasPlace()) {
            return true;
        }
        if (client.isClosed() || (held >= most && !isMade())) {
            return false;
        }
        held++;
        client.hasPlace(true);
        return true;
    }

    /** Frees the place of a connection that closes, or stays for its last answer only. */
    synchronized void giveUp(Client client) {
        if (client.hasPlace()) {
            client.hasPlace(false);
            held--;
        }
    }

    /** A new connection has a moment for its request: it goes only where no body exceeds its share. */
    private boolean isMade() {
        Optional<Client> longest = idle.next(open);
        boolean isNew = longest.isPresent() && System.nanoTime() - longest.get().since() < MOMENT_NANOS;
        Optional<Client> slow = isNew || longest.isEmpty() ? bodies.tooMany() : Optional.empty();
        if (slow.isPresent()) {
            refuse(slow.get());
            return true;
        }
        if (longest.isPresent()) {
            giveUp(longest.get());
            longest.get().thread().execute(() -> close(longest.get()));
        }
        return longest.isPresent();
    }

    /**
     * Closes a connection to make room, unless a request came on it meanwhile. Then one more connection than there are
     * places is served until that request is done.
     */
    private void close(Client client) {
        if (client.isInFlight()) {
            takeBack(client);
        } else if (!client.isClosed()) {
            events.accept(CrowdingListener.MADE_ROOM);
            client.close();
        }
    }

    private synchronized void takeBack(Client client) {
        held++;
        client.hasPlace(true);
    }

    private void refuse(Client slow) {
        giveUp(slow);
        slow.thread().execute(() -> {
            if (slow.phase() == ExchangePhase.BODY) {
                events.accept(CrowdingListener.SLOW_BODY);
                slow.refuse(503, "more bodies are on their way than one sender may hold open");
            }
        });
    }

    private void sendAway(Client client) {
        client.thread().execute(() -> {
            if (!client.isClosed() && client.phase() != ExchangePhase.ENDING) {
                events.accept(CrowdingListener.TURNED_AWAY);
            }
            client.close();
        });
    }

    /** Records that a client's body is still arriving. */
    void awaits(Client client) {
        bodies.add(client);
    }

    /** Records that a client's body is no longer arriving. */
    void awaitsNoMore(Client client) {
        bodies.remove(client);
    }

    /** Refuses the bodies that have exceeded their sender's or address's share for more than a moment. */
    synchronized void sweep() {
        List<Client> slow = bodies.tooManySince(System.nanoTime() - MOMENT_NANOS);
        slow.forEach(this::refuse);
    }

    /**
     * Finds clients that match a condition, those that have been in their phase for longest first. A search goes
     * through all clients, so it keeps several at once; a client that matches later comes after them.
     */
    static final class OldestFirst {

        private static final int AT_ONCE = 64;

        private final Predicate<Client> wanted;
        private final Deque<Found> found = new ArrayDeque<>();

        private record Found(Client client, long since) {}

        OldestFirst(Predicate<Client> wanted) {
            this.wanted = wanted;
        }

        /**
         * The matching client that has been in its phase for longest; empty if there is none. It is not given again
         * unless its phase changes.
         */
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
            those.sort(
                    Comparator.comparingLong((Found each) -> now - each.since).reversed());
            found.addAll(those.subList(0, Math.min(AT_ONCE, those.size())));
        }
    }
}
