package org.corebucket.bridge.http;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.http.wire.BodyMemory;
import org.corebucket.bridge.http.wire.Clients;
import org.corebucket.bridge.http.wire.QuietLibrary;
import org.corebucket.bridge.http.wire.RequestTurn;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * A running HTTP/1.1 server. Undertow's parser and transport do the work. This package adds what they lack: a deadline
 * for every part of an exchange, limits on connections and on the memory of bodies, one rule for where a body ends, and
 * refusals that reach the client.
 */
public final class HttpServer {

    private static final int BUFFER = 16 * 1024;
    private static final int BACKLOG = 1024;

    /** How many bodies may wait for a worker; further ones are refused with 503. */
    private static final int QUEUE = 1024;

    /** How many bytes all bodies together may hold, unless the limit of a single body is higher. */
    private static final long BODY_MEMORY = 64L * 1024 * 1024;

    /**
     * How long a stop waits for threads that were cut off, once for their work to end and once for the threads
     * themselves.
     */
    private static final long MOMENT_MILLIS = 2000;

    private final ThreadGroup threads;
    private final XnioWorker worker;
    private final AcceptingChannel<StreamConnection> listener;
    private final Clients clients;
    private final ThreadPoolExecutor workers;
    private final XnioExecutor.Key sweeping;
    private boolean stopped;

    private HttpServer(
            ThreadGroup threads,
            XnioWorker worker,
            AcceptingChannel<StreamConnection> listener,
            Clients clients,
            ThreadPoolExecutor workers,
            XnioExecutor.Key sweeping) {
        this.threads = threads;
        this.worker = worker;
        this.listener = listener;
        this.clients = clients;
        this.workers = workers;
        this.sweeping = sweeping;
    }

    /**
     * Listens, and answers from now on.
     *
     * @param address where to listen; port 0 lets the kernel choose
     * @param identity makes the server speak HTTPS; if empty, it speaks HTTP
     * @throws IOException if the address can't be listened on
     */
    public static HttpServer start(
            InetSocketAddress address,
            Optional<TlsIdentity> identity,
            HttpLimits limits,
            HttpService service,
            HttpErrors errors)
            throws IOException {
        QuietLibrary.hush();
        Xnio xnio = Xnio.getInstance("nio", HttpServer.class.getClassLoader());
        ThreadGroup threads = new ThreadGroup("http");
        XnioWorker worker = xnio.createWorker(threads, numbers());
        ThreadPoolExecutor workers = workers(threads);
        try {
            Clients clients = new Clients(
                    limits.connections(),
                    limits.headerBytes(),
                    limits.idle(),
                    limits.request(),
                    (status, detail, request) -> refusal(
                            errors, new HttpRefusal(status, detail, request.id(), request.path()), request.isHead()),
                    errors::crowded);
            BodyMemory memory = new BodyMemory(Math.max(BODY_MEMORY, limits.bodyBytes()));
            HttpOpenListener http = new HttpOpenListener(new DefaultByteBufferPool(true, BUFFER), parsing(limits));
            http.setRootHandler(new Requests(clients, service, errors, workers, memory, limits.bodyBytes()));
            UndertowXnioSsl tls = identity.map(known -> new UndertowXnioSsl(xnio, OptionMap.EMPTY, known.context()))
                    .orElse(null);
            AcceptingChannel<StreamConnection> listener = worker.createStreamConnectionServer(
                    address, accepting -> accept(accepting, clients, http, tls, identity), sockets());
            listener.resumeAccepts();
            long tick = tick(limits);
            XnioExecutor.Key sweeping =
                    worker.getIoThread().executeAtInterval(clients::sweep, tick, TimeUnit.MILLISECONDS);
            return new HttpServer(threads, worker, listener, clients, workers, sweeping);
        } catch (IOException | RuntimeException e) {
            worker.shutdownNow();
            workers.shutdownNow();
            throw e;
        }
    }

    private static void accept(
            AcceptingChannel<StreamConnection> accepting,
            Clients clients,
            HttpOpenListener http,
            @Nullable UndertowXnioSsl tls,
            Optional<TlsIdentity> identity) {
        try {
            StreamConnection plain = accepting.accept();
            while (plain != null) {
                RequestTurn turn = RequestTurn.of(plain);
                StreamConnection connection = tls == null || identity.isEmpty()
                        ? plain
                        : tls.wrapExistingConnection(plain, handshake(identity.get()), false);
                clients.admit(connection, turn);
                if (connection.isOpen()) {
                    http.handleEvent(connection);
                }
                plain = accepting.accept();
            }
        } catch (IOException e) {
            clients.sweep(); // the listener has closed, or no file is left: what is overdue makes room
        }
    }

    private static HttpAnswer asked(HttpErrors errors, HttpRefusal refusal) {
        try {
            return errors.answer(refusal);
        } catch (RuntimeException e) {
            errors.failed(e);
            return new HttpAnswer(refusal.status(), Map.of(), new byte[0]);
        }
    }

    private static byte[] refusal(HttpErrors errors, HttpRefusal refusal, boolean toHead) {
        HttpAnswer answer = asked(errors, refusal);
        if (refusal.status() == 503 && !answer.headers().containsKey(RetryAfter.NAME)) {
            Map<String, String> headers = new TreeMap<>(answer.headers());
            headers.put(RetryAfter.NAME, RetryAfter.SOON);
            answer = new HttpAnswer(refusal.status(), headers, answer.body());
        }
        return AnswerBytes.last(answer, toHead, refusal.requestId());
    }

    private static OptionMap numbers() {
        return OptionMap.builder()
                .set(Options.WORKER_NAME, "http")
                .set(Options.WORKER_IO_THREADS, Math.max(2, Math.min(4, cores())))
                .set(Options.WORKER_TASK_CORE_THREADS, 1) // TLS handshakes alone
                .set(Options.WORKER_TASK_MAX_THREADS, Math.max(2, cores() / 2))
                .set(Options.THREAD_DAEMON, true)
                .getMap();
    }

    private static ThreadPoolExecutor workers(ThreadGroup group) {
        int threads = Math.max(2, cores());
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(group, task, "http worker");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static OptionMap sockets() {
        return OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BACKLOG, BACKLOG)
                .getMap();
    }

    private static OptionMap handshake(TlsIdentity identity) {
        return OptionMap.builder()
                .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(identity.protocols()))
                .set(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(identity.ciphers()))
                .set(UndertowOptions.SSL_USER_CIPHER_SUITES_ORDER, true)
                .getMap();
    }

    private static OptionMap parsing(HttpLimits limits) {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytes())
                .set(UndertowOptions.MAX_HEADERS, limits.headerBytes()) // the size alone limits; we count afterwards
                .set(UndertowOptions.DECODE_URL, false) // what is compared is what was sent
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .getMap();
    }

    private static long tick(HttpLimits limits) {
        long shortest = Math.min(limits.idle().toMillis(), limits.request().toMillis());
        return Math.max(5, Math.min(500, shortest / 4));
    }

    /** The port that is listened on. */
    public int port() {
        return listener.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /**
     * Takes no new connection, closes those without a request at once, answers requests in flight, and returns when all
     * threads have ended. This takes at most the grace, and a few seconds more if something had to be cut off. An
     * interrupt cuts off at once. A second call waits for the first one and does nothing.
     */
    public synchronized void stop(Duration grace) {
        if (stopped) {
            return;
        }
        stopped = true;
        IoUtils.safeClose(listener);
        clients.stop();
        try {
            clients.awaitEmpty(grace);
            workers.shutdownNow();
            sweeping.remove();
            worker.shutdown();
            worker.awaitTermination(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            worker.shutdownNow();
            awaitThreads();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            worker.shutdownNow();
        }
    }

    /**
     * Waits for the threads themselves. The worker counts as terminated as soon as its last thread says so, which is a
     * little before that thread ends.
     */
    private void awaitThreads() throws InterruptedException {
        Thread[] alive = new Thread[threads.activeCount() + 1];
        int count = threads.enumerate(alive);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLIS);
        for (int i = 0; i < count; i++) {
            TimeUnit.NANOSECONDS.timedJoin(alive[i], end - System.nanoTime());
        }
    }
}
