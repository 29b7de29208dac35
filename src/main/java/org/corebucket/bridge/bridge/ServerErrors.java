package org.corebucket.bridge.bridge;

import java.util.Map;
import java.util.function.Consumer;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.http.HttpErrors;

/** What the HTTP server refuses itself, in the form of all refusals. */
final class ServerErrors implements HttpErrors {

    private final Outcomes outcomes;
    private final Consumer<Throwable> bugs;

    ServerErrors(Outcomes outcomes, Consumer<Throwable> bugs) {
        this.outcomes = outcomes;
        this.bugs = bugs;
    }

    @Override
    public HttpAnswer answer(int status, String detail) {
        Map<String, String> headers = status == 503 ? Map.of("Retry-After", "1") : Map.of();
        return outcomes.notServed(outcomes.asked(Asked.NOWHERE), status, headers, reason(status), detail);
    }

    private static String reason(int status) {
        return switch (status) {
            case 408 -> "request_timeout";
            case 413 -> "body_too_large";
            case 431 -> "headers_too_large";
            case 500 -> "internal_error";
            case 503 -> "overloaded";
            default -> "bad_request";
        };
    }

    @Override
    public void failed(Throwable bug) {
        outcomes.failed();
        bugs.accept(bug);
    }
}
