package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.admission.Endpoint;
import org.corebucket.bridge.admission.HeadDecision;
import org.corebucket.bridge.admission.HeadGates;
import org.corebucket.bridge.admission.PostedRequest;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RequestHead;
import org.corebucket.bridge.bridge.BridgeProofs.NoProofException;
import org.corebucket.bridge.http.HeadAnswer;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.http.HttpHead;
import org.corebucket.bridge.http.HttpService;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;

/** Serves each request by its route, to those callers alone that the route table lets in. */
final class BridgeService implements HttpService {

    private final HeadGates gates;
    private final PostEndpoints submissions;
    private final ReadEndpoints enquiries;
    private final DashboardEndpoints observation;
    private final LogEndpoints log;
    private final boolean isLogPublic;
    private final Outcomes outcomes;

    BridgeService(
            HeadGates gates,
            PostEndpoints submissions,
            ReadEndpoints enquiries,
            DashboardEndpoints observation,
            LogEndpoints log,
            boolean isLogPublic,
            Outcomes outcomes) {
        this.gates = gates;
        this.submissions = submissions;
        this.enquiries = enquiries;
        this.observation = observation;
        this.log = log;
        this.isLogPublic = isLogPublic;
        this.outcomes = outcomes;
    }

    @Override
    public HeadAnswer head(HttpHead head) {
        Optional<Route> found = Route.of(head.path());
        if (found.isEmpty()) {
            return new HeadAnswer.Now(outcomes.notServed(
                    outcomes.asked(RequestFacts.NOWHERE, head.requestId()),
                    404,
                    Map.of(),
                    "not_found",
                    "there is nothing at this path"));
        }
        Route route = found.get();
        RequestFacts asked = outcomes.asked(route.endpoint(), head.requestId());
        if (!route.takes(head.method())) {
            return new HeadAnswer.Now(outcomes.notServed(
                    asked,
                    405,
                    Map.of("Allow", route.allowed()),
                    "method_not_allowed",
                    "this path takes " + route.allowed().replace(", ", " and ") + " only"));
        }
        Optional<Role> role = route.access().role(isLogPublic);
        return role.isPresent() ? guarded(asked, route, role.get(), head) : open(asked, route, head);
    }

    private HeadAnswer guarded(RequestFacts asked, Route route, Role role, HttpHead head) {
        RequestHead request = new RequestHead(
                head.headers().first("content-type").orElse(null),
                head.contentLength(),
                head.headers().first("authorization").orElse(null));
        HeadDecision decision = gates.decide(request, role, route.method().equals("POST"), asked.time());
        if (decision instanceof HeadDecision.HeadRefused refused) {
            return new HeadAnswer.Now(outcomes.rejected(asked, refused.rejection()));
        }
        Caller caller = ((HeadDecision.HeadPassed) decision).caller();
        HeadAnswer answer = switch (route) {
            case UPDATE -> take(asked, Endpoint.UPDATE, caller, head);
            case HEARTBEAT -> take(asked, Endpoint.HEARTBEAT, caller, head);
            case EVENTS -> observation.events(asked, now -> isPassed(gates.decide(request, role, false, now)));
            case OVERVIEW -> observation.overview(asked);
            case LEDGER -> observation.ledger(asked, head.query());
            case STATUS -> new HeadAnswer.Now(outcomes.answered(asked, enquiries.status()));
            case LOG_CHECKPOINT, LOG_TILE -> log(asked, route, head);
            case ENTRY ->
                looked(
                        asked,
                        () -> enquiries.entry(caller, last(route, head), head.query()),
                        "no entry of that number is known to this token");
            default ->
                looked(
                        asked,
                        () -> enquiries.receipt(caller, last(route, head), head.query()),
                        "no session of that id is known to this token");
        };
        return answer.from(String.valueOf(request.authorization()));
    }

    private HeadAnswer take(RequestFacts asked, Endpoint endpoint, Caller caller, HttpHead head) {
        String key = head.headers().first("idempotency-key").orElse(null);
        return new HeadAnswer.WithBody(body -> submissions.take(asked, new PostedRequest(endpoint, body, key), caller));
    }

    private HeadAnswer log(RequestFacts asked, Route route, HttpHead head) {
        return route == Route.LOG_CHECKPOINT
                ? looked(asked, log::checkpoint, "no checkpoint of a log is there yet")
                : looked(asked, () -> log.tile(last(route, head)), "no such tile is there yet");
    }

    /** The rest of a path behind its route. */
    private static String last(Route route, HttpHead head) {
        return head.path().substring(route.endpoint().length());
    }

    private static boolean isPassed(HeadDecision decision) {
        return decision instanceof HeadDecision.HeadPassed;
    }

    /** Looks something up on disk; empty if it is not there, or not for this caller. */
    private interface LookUp {
        Optional<HttpAnswer> answer() throws IOException, NoProofException;
    }

    /** Answers with what is read from disk. It is read where bodies are handled, not on the server's own threads. */
    private HeadAnswer looked(RequestFacts asked, LookUp lookUp, String missing) {
        return new HeadAnswer.WithBody(body -> CompletableFuture.completedFuture(look(asked, lookUp, missing)));
    }

    private HttpAnswer look(RequestFacts asked, LookUp lookUp, String missing) {
        try {
            Optional<HttpAnswer> answer = lookUp.answer();
            return answer.isPresent()
                    ? outcomes.answered(asked, answer.get())
                    : outcomes.notServed(asked, 404, Map.of(), "not_found", missing);
        } catch (NoProofException e) {
            // Nobody is refused: it is no line of the log of rejections.
            return outcomes.answered(
                    asked,
                    AnswerBodies.rejected(
                            asked.time(),
                            asked.requestId(),
                            404,
                            e.headers(),
                            e.reason(),
                            String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return outcomes.rejected(asked, Rejection.ledgerUnreadable(""));
        }
    }

    private HeadAnswer open(RequestFacts asked, Route route, HttpHead head) {
        if (route == Route.HEALTH) {
            return new HeadAnswer.Now(enquiries.health());
        }
        if (route == Route.LOG_CHECKPOINT || route == Route.LOG_TILE) {
            return log(asked, route, head);
        }
        if (route == Route.DASHBOARD || route == Route.DASHBOARD_FILE) {
            return new HeadAnswer.Now(observation.file(asked, head.path()));
        }
        if (!head.peer().getAddress().isLoopbackAddress()) {
            return new HeadAnswer.Now(
                    outcomes.notServed(asked, 403, Map.of(), "not_local", "metrics are for this host only"));
        }
        return new HeadAnswer.Now(enquiries.metrics());
    }
}
