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
import org.corebucket.bridge.http.wire.ExchangePhase;
import org.corebucket.bridge.http.wire.Outflow;
import org.corebucket.bridge.http.wire.RequestName;
import org.jspecify.annotations.Nullable;

/** Passes each request from the library to the service, and its answer back. */
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
        client.enter(ExchangePhase.BODY);
        // Once this method has returned the library ends the exchange, unless something was dispatched.
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> begin(exchange, client));
    }

    /** A request that is being answered. */
    private record Exchange(HttpServerExchange library, Client client, RequestName name) {}

    private void begin(HttpServerExchange library, Client client) {
        Exchange exchange = new Exchange(library, client, HeadRules.name(library));
        client.asked(exchange.name());
        try {
            HeadRules.HeadRefusal broken = HeadRules.brokenBy(library).orElse(null);
            if (!client.findsPlace()) {
                client.turnAway();
            } else if (broken == null) {
                serve(exchange, HeadRules.head(library, exchange.name()));
            } else {
                client.refuse(broken.status(), broken.detail());
            }
        } catch (IOException e) {
            client.refuse(400, "the client went away"); // it does not read this answer either
        } catch (Throwable e) {
            fail(client, e);
        }
    }

    private void serve(Exchange exchange, HttpHead head) throws IOException {
        HeadAnswer decided = service.head(head);
        if (decided instanceof HeadAnswer.Now now) {
            answer(exchange, now.answer(), !head.hasBody());
        } else if (decided instanceof HeadAnswer.Stream stream) {
            exchange.client().sentBy(stream.sender());
            stream(exchange, stream);
        } else if (decided instanceof HeadAnswer.WithBody wanted) {
            if (head.contentLength() > bodyBytes) {
                exchange.client().refuse(413, "the body is longer than the limit");
                return;
            }
            exchange.client().sentBy(wanted.sender());
            BodyBuffer body = new BodyBuffer(memory, bodyBytes);
            new BodyReader(exchange.library(), exchange.client(), body, whole -> work(exchange, whole, wanted.then()))
                    .start();
        }
    }

    private void work(Exchange exchange, BodyBuffer body, Function<byte[], CompletionStage<HttpAnswer>> then) {
        exchange.client().enter(ExchangePhase.SERVICE);
        try {
            workers.execute(() -> callService(exchange, body, then));
        } catch (RejectedExecutionException e) {
            body.release();
            exchange.client().refuse(503, "too many requests are waiting");
        }
    }

    private void callService(Exchange exchange, BodyBuffer body, Function<byte[], CompletionStage<HttpAnswer>> then) {
        CompletionStage<HttpAnswer> stage;
        try {
            stage = Objects.requireNonNull(then.apply(body.content()));
        } catch (Throwable e) {
            body.release();
            onThread(exchange.client(), () -> fail(exchange.client(), e));
            return;
        }
        stage.whenComplete((answer, failure) -> {
            body.release();
            onThread(exchange.client(), () -> finish(exchange, answer, failure));
        });
    }

    private void finish(Exchange exchange, @Nullable HttpAnswer answer, @Nullable Throwable failure) {
        if (answer == null || failure != null) {
            fail(exchange.client(), failure == null ? new NullPointerException("the service gave no answer") : failure);
        } else {
            answer(exchange, answer, true);
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

    private static void answer(Exchange exchange, HttpAnswer answer, boolean bodyIsRead) {
        Client client = exchange.client();
        if (client.isTaken()) {
            return; // it took too long
        }
        if (!bodyIsRead || client.isLast() || !HeadRules.keepsAlive(exchange.library())) {
            client.endWith(AnswerBytes.last(
                    answer, exchange.name().isHead(), exchange.name().id()));
            return;
        }
        client.enter(ExchangePhase.ANSWER);
        exchange.library().addExchangeCompleteListener((ended, next) -> {
            client.enter(ExchangePhase.IDLE);
            next.proceed();
        });
        send(exchange, answer);
    }

    private static void send(Exchange exchange, HttpAnswer answer) {
        HttpServerExchange library = exchange.library();
        library.setStatusCode(answer.status());
        HeaderMap headers = library.getResponseHeaders();
        answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
        headers.put(HeadRules.REQUEST_ID, exchange.name().id());
        if (!AnswerBytes.hasBody(answer.status())) {
            library.endExchange();
            return;
        }
        headers.put(Headers.CONTENT_LENGTH, answer.body().length);
        if (exchange.name().isHead() || answer.body().length == 0) {
            library.endExchange();
        } else {
            library.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }

    private void stream(Exchange exchange, HeadAnswer.Stream stream) {
        byte[] head = AnswerBytes.eventStream(exchange.name().id());
        if (exchange.name().isHead()) {
            exchange.client().endWith(head);
            return;
        }
        Outflow out = exchange.client().stream();
        out.send(head);
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
