package org.corebucket.bridge.http.wire;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/** All connections: no more than a number of them, none for longer than its time. */
public final class Clients {

    private static final Duration LONGEST_LINGER = Duration.ofSeconds(2);

    private static final int BUSY = 2;

    private final ConcurrentMap<StreamConnection, Client> open = new ConcurrentHashMap<>();
    private final int most;
    private final int headerBytes;
    private final long idleNanos;
    private final long requestNanos;
    private final Refusals refusals;
    private volatile boolean stopping;

    /**
     * Nobody is there yet.
     *
     * @param most connections at once
     * @param headerBytes that a head may have
     * @param idle how long a connection may be still
     * @param request how long each part of an exchange may take
     * @param refusals what is said to those who take longer
     */
    public Clients(int most, int headerBytes, Duration idle, Duration request, Refusals refusals) {
        this.most = most;
        this.headerBytes = headerBytes;
        this.idleNanos = idle.toNanos();
        this.requestNanos = request.toNanos();
        this.refusals = refusals;
    }

    /** Takes a new connection in, at the cost of the longest idle one if need be; if there is none, closes it. */
    public boolean admit(StreamConnection connection, Turn turn) {
        if (stopping || (open.size() >= most && !madeRoom())) {
            IoUtils.safeClose(connection);
            return false;
        }
        Client client = new Client(connection, turn, this);
        open.put(connection, client);
        connection.setCloseListener(this::remove);
        return true;
    }

    private boolean madeRoom() {
        Client longest = null;
        for (Client client : open.values()) {
            if (longest == null || goesBefore(client, longest)) {
                longest = client;
            }
        }
        if (longest == null || reluctance(longest) == BUSY) {
            return false;
        }
        longest.thread().execute(longest.phase() == Phase.ENDING ? longest::close : longest::closeIfIdle);
        return true;
    }

    private static boolean goesBefore(Client one, Client other) {
        int difference = reluctance(one) - reluctance(other);
        return difference < 0 || (difference == 0 && one.since() - other.since() < 0);
    }

    private static int reluctance(Client client) {
        return switch (client.phase()) {
            case IDLE, HEAD -> 0; // alike: half a head must not protect, and a newcomer's head is not there yet
            case ENDING -> 1;
            case BODY, SERVICE, ANSWER, STREAM -> BUSY;
        };
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

    Refusals refusals() {
        return refusals;
    }
}
