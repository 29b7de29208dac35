package org.corebucket.bridge.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.corebucket.bridge.http.wire.CrowdingListener;

/** A server on a port of the kernel's choice, with a service that has one path for each behaviour a service can show. */
final class SampleServer implements AutoCloseable, HttpService, HttpErrors {

    static final HttpLimits LIMITS =
            new HttpLimits(64 * 1024, 8 * 1024, 3000, Duration.ofSeconds(30), Duration.ofSeconds(30));

    static final int BIG = 32 * 1024 * 1024;

    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<HttpStream> streams = new LinkedBlockingQueue<>();
    final BlockingQueue<CompletableFuture<HttpAnswer>> pending = new LinkedBlockingQueue<>();
    final List<String> order = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch gate = new CountDownLatch(1);
    final BlockingQueue<CrowdingListener> crowding = new LinkedBlockingQueue<>();
    final HttpServer server;

    private SampleServer(Optional<TlsIdentity> identity, HttpLimits limits) throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity, limits, this, this);
    }

    static SampleServer start() throws IOException {
        return start(LIMITS);
    }

    static SampleServer start(HttpLimits limits) throws IOException {
        return new SampleServer(Optional.empty(), limits);
    }

    static SampleServer start(TlsIdentity identity, HttpLimits limits) throws IOException {
        return new SampleServer(Optional.of(identity), limits);
    }

    RawClient connect() throws IOException {
        return RawClient.to(server.port());
    }

    @Override
    public HeadAnswer head(HttpHead head) {
        return answer(head).from(head.headers().first("authorization").orElse(""));
    }

    private HeadAnswer answer(HttpHead head) {
        return switch (head.path()) {
            case "/echo" -> new HeadAnswer.WithBody(body -> CompletableFuture.completedFuture(answer(200, body)));
            case "/later" ->
                new HeadAnswer.WithBody(body -> {
                    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
                    pending.add(answer);
                    return answer;
                });
            case "/denied" -> new HeadAnswer.Now(text(401, "denied"));
            case "/empty" -> new HeadAnswer.Now(new HttpAnswer(204, Map.of(), new byte[0]));
            case "/big" -> new HeadAnswer.Now(answer(200, new byte[BIG]));
            case "/events" -> new HeadAnswer.Stream(streams::add);
            case "/bug" -> throw new IllegalStateException("secret detail");
            case "/bug-with-body" ->
                new HeadAnswer.WithBody(body -> {
                    throw new IllegalStateException("secret detail");
                });
            case "/bug-later" ->
                new HeadAnswer.WithBody(
                        body -> CompletableFuture.failedFuture(new IllegalStateException("secret detail")));
            case "/order" -> {
                order.add(head.query());
                await(head.query().equals("first") ? gate : new CountDownLatch(0));
                yield new HeadAnswer.Now(text(200, head.query()));
            }
            case "/id" -> new HeadAnswer.Now(text(200, head.requestId()));
            default -> new HeadAnswer.Now(text(200, head.method() + " " + head.path() + "?" + head.query()));
        };
    }

    /** Holds up the thread, and with it all connections that share it. */
    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static HttpAnswer text(int status, String text) {
        return answer(status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpAnswer answer(int status, byte[] body) {
        return new HttpAnswer(status, Map.of("Content-Type", "text/plain"), body);
    }

    @Override
    public HttpAnswer answer(HttpRefusal refusal) {
        return new HttpAnswer(
                refusal.status(),
                Map.of("Content-Type", "application/json"),
                ("{\"refused\":\"" + refusal.detail() + "\",\"id\":\"" + refusal.requestId() + "\",\"path\":\""
                                + refusal.path() + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void failed(Throwable bug) {
        failures.add(bug);
    }

    @Override
    public void crowded(CrowdingListener what) {
        crowding.add(what);
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
