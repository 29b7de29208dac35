package org.corebucket.bridge.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.corebucket.bridge.http.RetryAfter;
import org.jspecify.annotations.Nullable;

/** One request on its way. Who waits for it may give it up at any moment, and then knows whether anything went out. */
final class HttpExchange implements Callable<HttpOutcome> {

    /** No answer of a bridge is nearly as long. Of a longer one nothing beyond this is read. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private enum Stage {
        CONNECTING,
        SENT,
        GIVEN_UP
    }

    private final HttpURLConnection connection;
    private final @Nullable String body;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.CONNECTING);

    HttpExchange(HttpURLConnection connection, @Nullable String body) {
        this.connection = connection;
        this.body = body;
    }

    @Override
    public HttpOutcome call() {
        try {
            connection.setDoOutput(body != null);
            connection.connect();
        } catch (IOException e) {
            return notSent(e);
        }
        if (!stage.compareAndSet(Stage.CONNECTING, Stage.SENT)) {
            connection.disconnect();
            return new HttpOutcome.NotSent("given up before it was sent", true);
        }
        try {
            return answer();
        } catch (IOException e) {
            return new HttpOutcome.Lost(reason(e));
        }
    }

    private HttpOutcome answer() throws IOException {
        if (body != null) {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            return new HttpOutcome.Lost("the answer is not HTTP");
        }
        String retryAfter = connection.getHeaderField(RetryAfter.NAME);
        return new HttpOutcome.HttpReply(status, retryAfter == null ? "" : retryAfter, content(status));
    }

    /** Read to its end, so that the connection can be used again. */
    private String content(int status) throws IOException {
        InputStream content = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        if (content == null) {
            return "";
        }
        try (content) {
            return new String(content.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        }
    }

    /** Ends it; the time that it was given is over. */
    HttpOutcome giveUp(Duration limit) {
        Stage before = stage.getAndSet(Stage.GIVEN_UP);
        connection.disconnect();
        return before == Stage.CONNECTING
                ? new HttpOutcome.NotSent("nothing within " + limit.toMillis() + " ms", true)
                : new HttpOutcome.Lost("no answer within " + limit.toMillis() + " ms");
    }

    /** The outcome where no connection could be made. */
    static HttpOutcome notSent(IOException trouble) {
        return new HttpOutcome.NotSent(reason(trouble), trouble instanceof SocketTimeoutException);
    }

    /** What an exception says, in words. */
    private static String reason(IOException trouble) {
        String message = trouble.getMessage();
        if (trouble instanceof UnknownHostException) {
            return "there is no host " + message;
        }
        if (trouble instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return message == null ? trouble.getClass().getSimpleName() : message;
    }
}
