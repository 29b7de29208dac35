package org.corebucket.bridge.bridge;

import java.util.Map;
import java.util.function.Consumer;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.http.HttpErrors;
import org.corebucket.bridge.http.HttpRefusal;
import org.corebucket.bridge.http.RetryAfter;
import org.corebucket.bridge.http.wire.CrowdingListener;

/** Answers requests that the HTTP server itself refuses, in the form of all refusals, and counts its failures. */
final class ServerErrors implements HttpErrors {

    private final Outcomes outcomes;
    private final Consumer<Throwable> bugs;

    ServerErrors(Outcomes outcomes, Consumer<Throwable> bugs) {
        this.outcomes = outcomes;
        this.bugs = bugs;
    }

    @Override
    public HttpAnswer answer(HttpRefusal refusal) {
        int status = refusal.status();
        String endpoint = Route.of(refusal.path()).map(Route::endpoint).orElse(RequestFacts.NOWHERE);
        return outcomes.notServed(
                outcomes.asked(endpoint, refusal.requestId()),
                status,
                headers(status),
                reason(status),
                refusal.detail());
    }

    /** The headers that RFC 9110 demands with a status, in sections 10.2.3 and 15.5.16. */
    private static Map<String, String> headers(int status) {
        return switch (status) {
            case 415 -> Map.of("Accept-Encoding", "identity");
            case 503 -> Map.of(RetryAfter.NAME, RetryAfter.SOON);
            default -> Map.of();
        };
    }

    private static String reason(int status) {
        return switch (status) {
            case 408 -> "request_timeout";
            case 413 -> "body_too_large";
            case 415 -> "unsupported_media_type";
            case 431 -> "headers_too_large";
            case 500 -> "internal_error";
            case 503 -> "overloaded";
            case 505 -> "http_version_not_supported";
            default -> "bad_request";
        };
    }

    @Override
    public void failed(Throwable bug) {
        outcomes.failed();
        bugs.accept(bug);
    }

    @Override
    public void crowded(CrowdingListener what) {
        outcomes.crowded(what);
    }
}
