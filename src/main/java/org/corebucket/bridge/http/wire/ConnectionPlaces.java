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
 * Which connections hold one of a number of places. Whoever comes when all are held is given the place of the one that has
 * been without a request of an authenticated sender for longest, or that of a body that is on its way for longest, of a sender
 * who has too many; or else waits in the lobby until its request is there, to be refused or, if somebody has gone, served.
 * Those who leave, with their last answer, hold no place either.
 */
final class ConnectionPlaces {

    /** How many may be there without a place. */
    private static final int LOBBY = 64;

    /** A body may be on its way for as long whoever sends it. */
    private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final Collection<Client> open;
    private final Consumer<CrowdingListener> events;
    private final BodyShares bodies;
    private final OldestFirst idle = new OldestFirst(client -> client.hasPlace() && !client.isInFlight());
    private final OldestFirst placeless = new OldestFirst(client -> !client.hasPlace());
    private int held;

    /**
     * All are free.
     *
     * @param open those who are there, with a place or without one
     */
    ConnectionPlaces(int most, Collection<Client> open, Consumer<CrowdingListener> events) {
        this.most = most;
        this.open = open;
        this.events = events;
        this.bodies = new BodyShares(most);
    }

    /** Somebody comes, and is not among the open ones yet. */
    synchronized void enter(Client newcomer) {
        take(newcomer);
        if (open.size() >= most + LOBBY) {
            placeless.next(open).ifPresent(this::sendAway);
        }
    }

    /** Whether one who is there without a place has one now. */
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

    /** Somebody goes, or stays for a last answer alone. */
    synchronized void giveUp(Client client) {
        if (client.hasPlace()) {
            client.hasPlace(false);
            held--;
        }
    }

    private boolean isMade() {
        Optional<Client> longest = idle.next(open);
        if (longest.isPresent()) {
            giveUp(longest.get());
            longest.get().thread().execute(() -> close(longest.get()));
            return true;
        }
        Optional<Client> slow = bodies.tooMany();
        slow.ifPresent(this::refuse);
        return slow.isPresent();
    }

    /** Unless a request came meanwhile: then there is one more than there are places, for as long as that takes. */
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

    /** The rest of a body has still to come. */
    void awaits(Client client) {
        bodies.add(client);
    }

    /** It does not any more. */
    void awaitsNoMore(Client client) {
        bodies.remove(client);
    }

    /** Ends what has been too much for more than a moment. */
    synchronized void sweep() {
        List<Client> slow = bodies.tooManySince(System.nanoTime() - MOMENT_NANOS);
        slow.forEach(this::refuse);
    }

    /**
     * Clients that have been what is looked for, the longest first. To look for one takes as long as there are clients, and so
     * some are found at once: whoever is found later has been it for less long.
     */
    static final class OldestFirst {

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
            those.sort(
                    Comparator.comparingLong((Found each) -> now - each.since).reversed());
            found.addAll(those.subList(0, Math.min(AT_ONCE, those.size())));
        }
    }
}
