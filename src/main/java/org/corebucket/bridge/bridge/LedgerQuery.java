package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.read.LedgerEntries;
import org.corebucket.bridge.ledger.read.LedgerPage;
import org.corebucket.bridge.ledger.read.LedgerPages;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.text.Digits;

/**
 * {@code GET /core/ledger}: the ledger's lines as they lie on disk, so that the reader can check hashes and links. An
 * empty query asks for the newest lines. This, {@code before=PLACE}, {@code after=PLACE} and {@code entry=SEQ} are
 * answered with the lines in a JSON object, {@code from=SEQ} with the bare lines. Each may have {@code limit=N}; the
 * limit is {@value #FEW} unless given, and at most {@value LedgerPages#MOST_LINES}.
 */
final class LedgerQuery {

    private static final int FEW = 25;
    private static final int LONGEST_NUMBER = 15;

    private final LedgerPages pages;
    private final LedgerEntries entries;

    LedgerQuery(LedgerPages pages, LedgerEntries entries) {
        this.pages = pages;
        this.entries = entries;
    }

    /** Reads the page that a query asks for from disk; empty if the query is malformed. */
    Optional<HttpAnswer> answer(String query) throws IOException {
        Optional<String> limit = parameter(query, "limit");
        Optional<Long> most = limit.isEmpty() ? Optional.of((long) FEW) : number(limit.get());
        if (most.isEmpty() || most.get() < 1) {
            return Optional.empty();
        }
        int lines = (int) Math.min(LedgerPages.MOST_LINES, most.get());
        Optional<String> from = parameter(query, "from");
        if (from.isPresent()) {
            Optional<Long> seq = number(from.get());
            return seq.isEmpty() ? Optional.empty() : Optional.of(lines(entries.from(seq.get(), lines)));
        }
        return page(query, lines).map(LedgerQuery::body);
    }

    private Optional<LedgerPage> page(String query, int lines) throws IOException {
        Optional<String> before = parameter(query, "before");
        Optional<String> after = parameter(query, "after");
        Optional<String> entry = parameter(query, "entry");
        if (before.isPresent()) {
            Optional<LedgerPosition> place = LedgerPosition.of(before.get());
            return place.isEmpty() ? Optional.empty() : Optional.of(pages.before(place.get(), lines));
        }
        if (after.isPresent()) {
            Optional<LedgerPosition> place = LedgerPosition.of(after.get());
            return place.isEmpty() ? Optional.empty() : Optional.of(pages.after(place.get(), lines));
        }
        if (entry.isPresent()) {
            Optional<Long> seq = number(entry.get());
            return seq.isEmpty() ? Optional.empty() : Optional.of(pages.from(seq.get(), lines));
        }
        return Optional.of(pages.newest(lines));
    }

    private static HttpAnswer lines(byte[] lines) {
        return new HttpAnswer(200, Map.of("Content-Type", "application/x-ndjson", "Cache-Control", "no-store"), lines);
    }

    private static HttpAnswer body(LedgerPage page) {
        return AnswerBodies.json(200, Map.of(), json -> {
            json.strings("lines", page.lines());
            if (page.lead().isPresent()) {
                json.field("lead", page.lead().get());
            } else {
                json.nullField("lead");
            }
            json.field("begin", page.begin().text())
                    .field("end", page.end().text())
                    .field("last", page.last());
            if (page.archived().size() > 0) {
                json.field("archived", page.archived().size())
                        .field("archived_head", page.archived().hash());
            }
        });
    }

    /**
     * The value of a parameter. It is not decoded, since no valid value has a character that needs encoding. An empty
     * value is present, not missing.
     */
    private static Optional<String> parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** A whole number of at most {@value #LONGEST_NUMBER} digits without leading zeros; empty for anything else. */
    static Optional<Long> number(String text) {
        boolean digits = Digits.isNumber(text, LONGEST_NUMBER) && (text.length() == 1 || text.charAt(0) != '0');
        return digits ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
