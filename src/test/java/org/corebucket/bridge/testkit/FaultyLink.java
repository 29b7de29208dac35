package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of network between a client and a server, whatever they say to each other, which fails as a test says. It passes on the
 * bytes of each connection, and its end, until then. Nothing is ever lost out of the middle of a connection that goes on, as TCP sends
 * again what was dropped: what is held back arrives once the link passes again.
 */
public final class FaultyLink implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 1_000;

    /** Which way bytes go. */
    private enum Way {
        REQUESTS,
        ANSWERS
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "faulty-link");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ServerSocket entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private volatile List<InetSocketAddress> targets;

    private Set<Way> silent = Set.of();
    private Duration delay = Duration.ZERO;
    private boolean refusing;

    /** A link that passes, at an address of its own, to the first of these servers that takes a connection. */
    public FaultyLink(InetSocketAddress... targets) throws IOException {
        this.targets = List.of(targets);
        threads.execute(this::accept);
    }

    /** Passes new connections to the first of these servers that takes one. */
    public void to(InetSocketAddress... others) {
        targets = List.of(others);
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) entrance.getLocalSocketAddress();
    }

    /** Ends every fault that lasts; what was held back arrives. */
    public synchronized void pass() {
        become(Set.of(), Duration.ZERO, false);
    }

    /** Passes nothing on, neither way, as a network that drops every packet; the end of a connection is not passed on either. */
    public synchronized void silence() {
        become(Set.of(Way.REQUESTS, Way.ANSWERS), Duration.ZERO, false);
    }

    /** Passes requests on, and no answer: the server does what it is asked for, and the client does not learn of it. */
    public synchronized void silenceAnswers() {
        become(Set.of(Way.ANSWERS), Duration.ZERO, false);
    }

    /** Passes everything on so much later, each way. */
    public synchronized void delay(Duration time) {
        become(Set.of(), time, false);
    }

    /** Resets each new connection at once, as where no server is; those that there are go on. */
    public synchronized void refuse() {
        become(Set.of(), Duration.ZERO, true);
    }

    /** Ends all connections that there are, and resets each new one at once; what was held back never arrives. */
    public synchronized void cutOff() {
        refusing = true;
        cut();
        refuse();
    }

    private synchronized void become(Set<Way> silentWays, Duration later, boolean refusal) {
        silent = silentWays;
        delay = later;
        refusing = refusal;
        notifyAll();
    }

    /** Ends all connections that there are, for both sides. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** Ends all connections that there are by a reset, for both sides. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Ends all connections that there are for the client alone: to the server it seems to live, and to say no more. */
    public void halfClose() {
        links.forEach(Link::endForClient);
    }

    /** How many connections there are. */
    public int connections() {
        return links.size();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Link link = new Link(entrance.accept());
                links.add(link);
                threads.execute(link::serve);
            } catch (IOException e) {
                // It has been closed, or the client has gone.
            }
        }
    }

    private synchronized boolean isRefusing() {
        return refusing;
    }

    /** Waits until what goes this way now may pass. */
    private synchronized void awaitPassage(Way way) throws InterruptedException {
        long since = System.nanoTime();
        while (true) {
            long early = delay.toNanos() - (System.nanoTime() - since);
            if (silent.contains(way)) {
                wait();
            } else if (early > 0) {
                wait(early / 1_000_000, (int) (early % 1_000_000));
            } else {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
        threads.shutdownNow();
    }

    /** One client's connection, and the one to a server that belongs to it. */
    private final class Link {

        private final Socket client;
        private final AtomicInteger endedWays = new AtomicInteger();
        private volatile Socket server = new Socket();
        private volatile boolean endedForClient;
        private volatile boolean closed;

        Link(Socket client) {
            this.client = client;
        }

        /** Finds it a server, and passes on what the client sends; what is answered, another thread does. */
        void serve() {
            try {
                awaitPassage(Way.REQUESTS);
                if (!isRefusing() && isConnected()) {
                    threads.execute(() -> passOn(Way.ANSWERS, server, client));
                    passOn(Way.REQUESTS, client, server);
                } else {
                    reset();
                }
            } catch (InterruptedException e) {
                close();
            }
        }

        private boolean isConnected() {
            for (InetSocketAddress target : targets) {
                try {
                    server = new Socket();
                    server.connect(target, PATIENCE_MILLIS);
                    return true;
                } catch (IOException e) {
                    // The next one may be there.
                }
            }
            return false;
        }

        private void passOn(Way way, Socket from, Socket to) {
            byte[] bytes = new byte[1 << 16];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    awaitPassage(way);
                    if (!endedForClient) {
                        out.write(bytes, 0, count);
                    }
                }
                awaitPassage(way);
                if (!endedForClient) {
                    to.shutdownOutput();
                }
            } catch (IOException e) {
                passOnBreak(way);
            } catch (InterruptedException e) {
                close();
            }
            if (endedWays.incrementAndGet() == Way.values().length) {
                close();
            }
        }

        /** Who broke off does so for the other one, too. */
        private void passOnBreak(Way way) {
            try {
                awaitPassage(way);
                // What breaks since this was closed must not make a reset of the other side's orderly end.
                if (!endedForClient && !closed) {
                    reset();
                }
            } catch (InterruptedException e) {
                close();
            }
        }

        void endForClient() {
            endedForClient = true;
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                // The client has gone by itself.
            }
        }

        /** A socket that does not linger is reset when it is closed. */
        void reset() {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    // It is closed.
                }
            }
            close();
        }

        void close() {
            closed = true;
            links.remove(this);
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
