package org.corebucket.bridge.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Stands between client and bridge, and does to each update that comes what a test says. */
public final class FaultyProxy implements AutoCloseable {

    /** What may happen to an update on its way. */
    public enum Fault {
        NONE,
        ERROR_500,
        BUSY_503,
        CUT_BEFORE,
        CUT_AFTER,
        SLOW
    }

    /** What came, as {@code GET /path}. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger updates = new AtomicInteger();
    private final URI bridge;
    private final IntFunction<Fault> faults;
    private final HttpServer server;

    /** A proxy before a bridge; the faults are asked for by the number of the update, from 0. */
    public FaultyProxy(URI bridge, IntFunction<Fault> faults) throws IOException {
        this.bridge = bridge;
        this.faults = faults;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public int updates() {
        return updates.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        boolean update = exchange.getRequestURI().getPath().equals("/core/update");
        Fault fault = update ? faults.apply(updates.getAndIncrement()) : Fault.NONE;
        switch (fault) {
            case ERROR_500 -> answer(exchange, 500);
            case BUSY_503 -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                answer(exchange, 503);
            }
            case CUT_BEFORE -> exchange.close();
            case CUT_AFTER -> {
                forward(exchange);
                exchange.close();
            }
            case SLOW -> {
                HttpResponse<byte[]> answer = forward(exchange);
                pause();
                answer(exchange, answer);
            }
            default -> answer(exchange, forward(exchange));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(bridge.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (String name : new String[] {"Authorization", "Content-Type", "Idempotency-Key"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
