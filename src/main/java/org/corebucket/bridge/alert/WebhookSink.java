package org.corebucket.bridge.alert;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.http.RetryAfter;

/**
 * Delivers by an HTTP request, signed as in Standard Webhooks 1.0.0 if the policy names a secret. Only a status from 200 to 299
 * counts as delivery. No redirect is followed, and no body is read. {@code Retry-After} is honoured, and 410 ends the sink, as
 * Standard Webhooks asks.
 */
final class WebhookSink implements AlertSink {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AlertTarget target;
    private final Deployment deployment;
    private final Clock clock;
    private final Duration limit;

    WebhookSink(AlertTarget target, Deployment deployment, Clock clock) {
        this(target, deployment, clock, LIMIT);
    }

    /** A sink that allows so much time for an attempt, from the look-up of the name to the status line. */
    WebhookSink(AlertTarget target, Deployment deployment, Clock clock, Duration limit) {
        this.target = target;
        this.deployment = deployment;
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public SinkOutcome deliver(AlertMessage message) throws InterruptedException {
        Optional<String> unsafe = target.addressProblem();
        if (unsafe.isPresent()) {
            return new NotDelivered(unsafe.get());
        }
        try {
            byte[] body = message.json().getBytes(StandardCharsets.US_ASCII);
            return exchanged(request(message.id(), body), body);
        } catch (IOException e) {
            return new NotDelivered(reason(e));
        }
    }

    /** Makes the request. The secret is read anew each time, so that a new one, or a mended file, needs no restart. */
    private HttpURLConnection request(String id, byte[] body) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) URI.create(target.alert().url()).toURL().openConnection();
        int millis = Math.toIntExact(limit.toMillis());
        request.setConnectTimeout(millis);
        request.setReadTimeout(millis);
        request.setInstanceFollowRedirects(false);
        request.setUseCaches(false);
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        // Without this the JDK may silently send a request a second time.
        request.setFixedLengthStreamingMode(body.length);
        long seconds = clock.instant().getEpochSecond();
        request.setRequestProperty("Connection", "close");
        request.setRequestProperty("Content-Type", "application/json");
        request.setRequestProperty("User-Agent", "bridgectl");
        request.setRequestProperty("webhook-id", id);
        request.setRequestProperty("webhook-timestamp", Long.toString(seconds));
        if (!target.alert().secretFile().isEmpty()) {
            WebhookSecret secret =
                    WebhookSecret.read(deployment.root(), target.alert().secretFile());
            request.setRequestProperty("webhook-signature", secret.signature(id, seconds, body));
        }
        return request;
    }

    /**
     * Sends the request on a thread of its own, and gives up on it after the limit. The connection's own time-outs would not
     * do: they begin anew with each byte that arrives, and the look-up of a name has none.
     */
    private SinkOutcome exchanged(HttpURLConnection request, byte[] body) throws InterruptedException {
        FutureTask<WebhookAnswer> exchange = new FutureTask<>(() -> answer(request, body));
        Thread thread = new Thread(exchange, "alert-webhook");
        thread.setDaemon(true);
        thread.start();
        try {
            return judged(exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return late();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                return late();
            }
            return new NotDelivered(
                    e.getCause() instanceof IOException cause ? reason(cause) : String.valueOf(e.getCause()));
        } finally {
            exchange.cancel(true);
            request.disconnect();
        }
    }

    /** The outcome of an attempt that took too long, whether the limit here or a time-out of the connection ended it. */
    private SinkOutcome late() {
        return new NotDelivered("no answer within " + limit.toMillis() + " ms");
    }

    /** A status, and the value of {@code Retry-After}. */
    private record WebhookAnswer(int status, String retryAfter) {}

    private static WebhookAnswer answer(HttpURLConnection request, byte[] body) throws IOException {
        request.connect();
        if (Thread.interrupted()) {
            throw new InterruptedIOException("given up before it was sent");
        }
        try (OutputStream out = request.getOutputStream()) {
            out.write(body);
        }
        int status = request.getResponseCode();
        String retryAfter = request.getHeaderField(RetryAfter.NAME);
        return new WebhookAnswer(status, retryAfter == null ? "" : retryAfter);
    }

    private SinkOutcome judged(WebhookAnswer answer) {
        int status = answer.status();
        if (status >= 200 && status <= 299) {
            return new Delivered();
        }
        if (status < 0) {
            return new NotDelivered("the answer is not HTTP");
        }
        if (status == HttpURLConnection.HTTP_GONE) {
            return new NoLongerWanted("HTTP status 410, Gone");
        }
        return new NotDelivered(
                "HTTP status " + status + (status / 100 == 3 ? ", a redirect, which is not followed" : ""),
                RetryAfter.parse(answer.retryAfter(), clock.instant()).orElse(Duration.ZERO));
    }

    /** The reason without the address: some messages of the JDK are the whole address and nothing else. */
    private String reason(IOException trouble) {
        String message = trouble.getMessage();
        String path = URI.create(target.alert().url()).getRawPath();
        boolean telling = message != null && (path == null || path.length() <= 1 || !message.contains(path));
        String kind = trouble.getClass().getSimpleName();
        return telling ? kind + ": " + message : kind;
    }
}
