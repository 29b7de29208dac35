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

/** All connections. Their number is limited, and each phase of each one has a deadline. */
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
     * Begins without connections.
     *
     * @param most how many connections there may be at once
     * @param headerBytes how long a head may be
     * @param idle how long a connection may stay without a request
     * @param request how long each part of an exchange may take
     * @param refusals makes the server's own refusals
     * @param events is told of each connection that is closed or refused because there are too many
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

    /** Adds a new connection, if only to refuse its first request. */
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

    /** The client of a connection; null if it was closed. */
    public @Nullable Client of(StreamConnection connection) {
        return open.get(connection);
    }

    /** Ends all phases that are past their deadline; to be called at short intervals. */
    public void sweep() {
        places.sweep();
        long now = System.nanoTime();
        for (Client client : open.values()) {
            if (client.isOverdue(now)) {
                client.thread().execute(client::expire);
            }
        }
    }

    /** Accepts no more connections, and closes those that have no request. */
    public void stop() {
        stopping = true;
        for (Client client : open.values()) {
            client.thread().execute(client::stop);
        }
    }

    /** Waits until all connections are closed, and closes those that are left after the grace. */
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
