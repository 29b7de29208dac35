package org.corebucket.bridge.client;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sends requests over the JDK's older HTTP client, which is ready to send in a seventh of the newer one's time, and keeps its
 * connections as that one does. No redirect is followed, no proxy asked, nothing sent a second time. Each exchange runs on a
 * thread of its own, so that it can be given up: a connection's own time-outs begin anew with each byte that drips in, and
 * the look-up of a name has none.
 */
public final class HttpCaller {

    private final BridgeTarget target;
    private final Duration limit;
    private final ExecutorService threads = Executors.newCachedThreadPool(HttpCaller::thread);

    /**
     * A caller of one bridge, or of one witness.
     *
     * @param limit from the look-up of the name to the answer's last byte
     */
    public HttpCaller(BridgeTarget target, Duration limit) {
        this.target = target;
        this.limit = limit;
        // The JDK reads it when its client is first used. What it sends again is the same nonce, which the bridge
        // refuses.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private static Thread thread(Runnable exchanges) {
        Thread thread = new Thread(exchanges, "bridge-client");
        thread.setDaemon(true);
        return thread;
    }

    /** Sends a request, and waits for the answer. */
    public HttpOutcome call(HttpRequest request) throws InterruptedException {
        return call(request, () -> {});
    }

    /**
     * The same, and does something else while it waits.
     *
     * @param meanwhile done on this thread while the answer is on its way; short, compared with the limit
     */
    HttpOutcome call(HttpRequest request, Runnable meanwhile) throws InterruptedException {
        HttpOutcome outcome = exchange(request, meanwhile);
        return outcome instanceof HttpOutcome.NotSent unsent
                ? new HttpOutcome.NotSent(
                        "no connection to " + target.address() + ": " + unsent.why(), unsent.timedOut())
                : outcome;
    }

    private HttpOutcome exchange(HttpRequest request, Runnable meanwhile) throws InterruptedException {
        HttpExchange exchange;
        try {
            exchange = new HttpExchange(connection(request), request.body());
        } catch (IOException e) {
            return HttpExchange.notSent(e);
        }
        Future<HttpOutcome> outcome = threads.submit(exchange);
        boolean ended = false;
        try {
            meanwhile.run();
            HttpOutcome known = outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            ended = true;
            return known;
        } catch (TimeoutException e) {
            ended = true;
            return exchange.giveUp(limit);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an exchange ends in an outcome", e.getCause());
        } finally {
            if (!ended) {
                exchange.giveUp(limit);
            }
        }
    }

    private HttpURLConnection connection(HttpRequest request) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(target.address() + request.path()).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secured) {
            target.trust().sockets().ifPresent(secured::setSSLSocketFactory);
        }
        int millis = Math.toIntExact(limit.toMillis());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(request.body() == null ? "GET" : "POST");
        connection.setRequestProperty("User-Agent", "bridgectl");
        connection.setRequestProperty("Accept", request.type());
        if (request.body() != null) {
            connection.setRequestProperty("Content-Type", request.type());
        }
        if (!request.token().isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + request.token());
        }
        return connection;
    }
}
