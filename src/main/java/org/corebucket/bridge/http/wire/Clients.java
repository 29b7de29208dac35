package org.corebucket.bridge.http.wire;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/** All connections: no more than a number of them, none for longer than its time. */
public final class Clients {

    private static final Duration LONGEST_LINGER = Duration.ofSeconds(2);

    private final ConcurrentMap<StreamConnection, Client> open = new ConcurrentHashMap<>();
    private final ConnectionPlaces places;
    private final Consumer<CrowdingListener> events;
    private final int headerBytes;
    private final long idleNanos;
    private final long requestNanos;
    private final ServerRefusals refusals;
    private volatile boolean stopping;

    /**
     * Nobody is there yet.
     *
     * @param most connections at once
     * @param headerBytes that a head may have
     * @param idle how long a connection may be still
     * @param request how long each part of an exchange may take
     * @param events is told when there are too many
     * @param refusals what is said to those who take longer
     */
    public Clients(
            int most,
            int headerBytes,
            Duration idle,
            Duration request,
            ServerRefusals refusals,
            Consumer<CrowdingListener> events) {
        this.places = new ConnectionPlaces(most, open.values(), events);
        this.events = events;
        this.headerBytes = headerBytes;
        this.idleNanos = idle.toNanos();
        this.requestNanos = request.toNanos();
        this.refusals = refusals;
    }

    /** Takes a new connection in, though perhaps only to refuse its first request. */
    public void admit(StreamConnection connection, RequestTurn turn) {
        if (stopping) {
            IoUtils.safeClose(connection);
            return;
        }
        Client client = new Client(connection, turn, this);
        places.enter(client);
        open.put(connection, client);
        connection.setCloseListener(this::remove);
        if (connection instanceof SslConnection tls) {
            tls.getHandshakeSetter().set((SslConnection agreed) -> client.agreed(agreed));
        }
    }

    private void remove(StreamConnection connection) {
        Client client = open.remove(connection);
        if (client != null) {
            client.closed();
        }
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** The client that this connection is, unless it has gone. */
    public @Nullable Client of(StreamConnection connection) {
        return open.get(connection);
    }

    /** Ends what has lasted too long; to be called all the time. */
    public void sweep() {
        places.sweep();
        long now = System.nanoTime();
        for (Client client : open.values()) {
            if (client.isOverdue(now)) {
                client.thread().execute(client::expire);
            }
        }
    }

    /** Takes nobody in any more, and lets those go who wait for nothing. */
    public void stop() {
        stopping = true;
        for (Client client : open.values()) {
            client.thread().execute(client::stop);
        }
    }

    /** Waits until everybody has gone, and sends away who has not by then. */
    public void awaitEmpty(Duration grace) throws InterruptedException {
        long end = System.nanoTime() + grace.toNanos();
        synchronized (open) {
            long left = end - System.nanoTime();
            while (!open.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(open, left);
                left = end - System.nanoTime();
            }
        }
        for (Client client : open.values()) {
            client.thread().execute(client::close);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    int headerBytes() {
        return headerBytes;
    }

    long idleNanos() {
        return idleNanos;
    }

    long requestNanos() {
        return requestNanos;
    }

    long lingerNanos() {
        return Math.min(LONGEST_LINGER.toNanos(), idleNanos);
    }

    ConnectionPlaces places() {
        return places;
    }

    Consumer<CrowdingListener> events() {
        return events;
    }

    ServerRefusals refusals() {
        return refusals;
    }
}
