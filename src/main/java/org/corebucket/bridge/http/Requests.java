package org.corebucket.bridge.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.corebucket.bridge.http.wire.BodyBuffer;
import org.corebucket.bridge.http.wire.BodyMemory;
import org.corebucket.bridge.http.wire.Client;
import org.corebucket.bridge.http.wire.Clients;
import org.corebucket.bridge.http.wire.Outflow;
import org.corebucket.bridge.http.wire.Phase;
import org.jspecify.annotations.Nullable;

/** Takes each request from the library to the service, and the answer back. */
final class Requests implements HttpHandler {

    private final Clients clients;
    private final HttpService service;
    private final HttpErrors errors;
    private final Executor workers;
    private final BodyMemory memory;
    private final int bodyBytes;

    Requests(
            Clients clients,
            HttpService service,
            HttpErrors errors,
            Executor workers,
            BodyMemory memory,
            int bodyBytes) {
        this.clients = clients;
        this.service = service;
        this.errors = errors;
        this.workers = workers;
        this.memory = memory;
        this.bodyBytes = bodyBytes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Client client = clients.of(((HttpServerConnection) exchange.getConnection()).getChannel());
        if (client == null) {
            return; // closed while its last request was read
        }
        client.enter(Phase.BODY);
        // Once this method has returned the library ends the exchange, unless something was dispatched.
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> begin(exchange, client));
    }

    private void begin(HttpServerExchange exchange, Client client) {
        try {
            HeadRules.Refusal broken = HeadRules.brokenBy(exchange).orElse(null);
            if (broken == null) {
                serve(exchange, client, HeadRules.head(exchange));
            } else {
                client.refuse(broken.status(), broken.detail());
            }
        } catch (IOException e) {
            client.refuse(400, "the client went away"); // it does not read this either
        } catch (Throwable e) {
            fail(client, e);
        }
    }

    private void serve(HttpServerExchange exchange, Client client, HttpHead head) throws IOException {
        HeadAnswer decided = service.head(head);
        if (decided instanceof HeadAnswer.Now now) {
            answer(exchange, client, now.answer(), !head.hasBody());
        } else if (decided instanceof HeadAnswer.Stream stream) {
            stream(client, stream);
        } else if (decided instanceof HeadAnswer.WithBody wanted) {
            if (head.contentLength() > bodyBytes) {
                client.refuse(413, "the body is longer than the limit");
                return;
            }
            BodyBuffer body = new BodyBuffer(memory, bodyBytes);
            new BodyReader(exchange, client, body, whole -> work(exchange, client, whole, wanted.then())).start();
        }
    }

    private void work(
            HttpServerExchange exchange,
            Client client,
            BodyBuffer body,
            Function<byte[], CompletionStage<HttpAnswer>> then) {
        client.enter(Phase.SERVICE);
        try {
            workers.execute(() -> callService(exchange, client, body, then));
        } catch (RejectedExecutionException e) {
            body.release();
            client.refuse(503, "too many requests are waiting");
        }
    }

    private void callService(
            HttpServerExchange exchange,
            Client client,
            BodyBuffer body,
            Function<byte[], CompletionStage<HttpAnswer>> then) {
        CompletionStage<HttpAnswer> stage;
        try {
            stage = Objects.requireNonNull(then.apply(body.content()));
        } catch (Throwable e) {
            body.release();
            onThread(client, () -> fail(client, e));
            return;
        }
        stage.whenComplete((answer, failure) -> {
            body.release();
            onThread(client, () -> finish(exchange, client, answer, failure));
        });
    }

    private void finish(
            HttpServerExchange exchange, Client client, @Nullable HttpAnswer answer, @Nullable Throwable failure) {
        if (answer == null || failure != null) {
            fail(client, failure == null ? new NullPointerException("the service gave no answer") : failure);
        } else {
            answer(exchange, client, answer, true);
        }
    }

    private static void onThread(Client client, Runnable action) {
        try {
            client.thread().execute(action);
        } catch (RejectedExecutionException e) {
            client.whenClosed(null); // the server has ended, and the connection with it
        }
    }

    private void fail(Client client, Throwable bug) {
        errors.failed(bug);
        client.refuse(500, "the request could not be answered");
    }

    private static void answer(HttpServerExchange exchange, Client client, HttpAnswer answer, boolean bodyIsRead) {
        if (client.isTaken()) {
            return; // it took too long
        }
        boolean toHead = exchange.getRequestMethod().equalToString("HEAD");
        if (!bodyIsRead || client.isLast() || !HeadRules.keepsAlive(exchange)) {
            client.endWith(AnswerBytes.last(answer, toHead));
            return;
        }
        client.enter(Phase.ANSWER);
        exchange.addExchangeCompleteListener((ended, next) -> {
            client.enter(Phase.IDLE);
            next.proceed();
        });
        send(exchange, answer, toHead);
    }

    private static void send(HttpServerExchange exchange, HttpAnswer answer, boolean toHead) {
        exchange.setStatusCode(answer.status());
        HeaderMap headers = exchange.getResponseHeaders();
        answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
        if (!AnswerBytes.hasBody(answer.status())) {
            exchange.endExchange();
            return;
        }
        headers.put(Headers.CONTENT_LENGTH, answer.body().length);
        if (toHead || answer.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }

    private void stream(Client client, HeadAnswer.Stream stream) {
        Outflow out = client.stream();
        out.send(AnswerBytes.eventStream());
        try {
            stream.feed().accept(new ClientStream(out));
        } catch (RuntimeException e) {
            errors.failed(e);
            out.end();
        }
    }

    private record ClientStream(Outflow out) implements HttpStream {

        @Override
        public boolean send(byte[] bytes) {
            return out.send(bytes);
        }

        @Override
        public void close() {
            out.end();
        }

        @Override
        public void onClose(Runnable action) {
            out.onClose(action);
        }
    }
}
