package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.corebucket.bridge.http.HeadAnswer;
import org.corebucket.bridge.http.HttpAnswer;

/** Serves the dashboard: its page to anybody, its events and the ledger to admins. */
final class DashboardEndpoints {

    private final PageFiles page;
    private final Viewers viewers;
    private final LedgerQuery ledger;
    private final KeptOverview overview;
    private final Outcomes outcomes;
    private final Clock clock;

    DashboardEndpoints(
            PageFiles page,
            Viewers viewers,
            LedgerQuery ledger,
            KeptOverview overview,
            Outcomes outcomes,
            Clock clock) {
        this.page = page;
        this.viewers = viewers;
        this.ledger = ledger;
        this.overview = overview;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** One of the page's files. */
    HttpAnswer file(RequestFacts asked, String path) {
        Optional<HttpAnswer> file = page.at(path);
        return file.isPresent()
                ? file.get()
                : outcomes.notServed(asked, 404, Map.of(), "not_found", "there is nothing at this path");
    }

    /** The stream of events, unless as many viewers as may be have one. */
    HeadAnswer events(RequestFacts asked, Viewers.Permission permission) {
        if (!viewers.hasRoom()) {
            return new HeadAnswer.Now(outcomes.rejected(
                    asked,
                    Rejection.of(
                            RejectionReason.OVERLOADED,
                            "too many have the dashboard open; close one, or try again later")));
        }
        return new HeadAnswer.Stream(stream -> viewers.add(stream, permission, clock.instant()));
    }

    /** How the whole deployment is. It is read from disk, and so not on the server's own threads. */
    HeadAnswer overview(RequestFacts asked) {
        return new HeadAnswer.WithBody(body -> CompletableFuture.completedFuture(overviewNow(asked)));
    }

    private HttpAnswer overviewNow(RequestFacts asked) {
        try {
            return outcomes.answered(asked, overview.answer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return outcomes.rejected(
                    asked, Rejection.of(RejectionReason.OVERLOADED, "the bridge ends; try again later"));
        }
    }

    /** A page of the ledger. It is read from disk, and so not on the server's own threads. */
    HeadAnswer ledger(RequestFacts asked, String query) {
        return new HeadAnswer.WithBody(body -> CompletableFuture.completedFuture(page(asked, query)));
    }

    private HttpAnswer page(RequestFacts asked, String query) {
        try {
            Optional<HttpAnswer> answer = ledger.answer(query);
            return answer.isPresent()
                    ? outcomes.answered(asked, answer.get())
                    : outcomes.notServed(
                            asked,
                            400,
                            Map.of(),
                            "bad_request",
                            "the query is none of: from=SEQ, before=PLACE, after=PLACE, entry=SEQ, each with limit=N");
        } catch (IOException e) {
            return outcomes.rejected(asked, Rejection.ledgerUnreadable(""));
        }
    }
}
