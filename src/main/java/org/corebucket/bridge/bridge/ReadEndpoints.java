package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.bridge.state.BridgeMetrics;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LedgerEntries;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;

/** What can be read (CONTRACT 6). */
final class ReadEndpoints {

    private final Ledger ledger;
    private final LedgerEntries entries;
    private final ModuleStates modules;
    private final Health health;
    private final BridgeMetrics metrics;
    private final Set<String> registered;

    /** Enquiries about what this bridge holds. */
    ReadEndpoints(
            Ledger ledger,
            LedgerEntries entries,
            ModuleStates modules,
            Health health,
            BridgeMetrics metrics,
            Set<String> registered) {
        this.ledger = ledger;
        this.entries = entries;
        this.modules = modules;
        this.health = health;
        this.metrics = metrics;
        this.registered = Set.copyOf(registered);
    }

    HttpAnswer health() {
        return health.answer();
    }

    HttpAnswer metrics() {
        return new HttpAnswer(
                200, Map.of("Content-Type", BridgeMetrics.CONTENT_TYPE, "Cache-Control", "no-store"), metrics.text());
    }

    /** How many updates there are, of whom, and since when. */
    HttpAnswer status() {
        return AnswerBodies.json(200, Map.of(), json -> {
            json.field("last_sync_time", AnswerBodies.timeOrNothing(modules.lastSync()));
            json.field("total_sync_count", modules.syncs()).beginObject("module_sync_counts");
            Map<String, ModuleStates.ModuleState> states = modules.all();
            for (String module : names()) {
                ModuleStates.ModuleState state = states.get(module);
                json.field(module, state == null ? 0 : state.syncs());
            }
            json.endObject();
        });
    }

    /**
     * The receipt of a session, of a module for which the caller may speak: whether another module has such a session is
     * none of the caller's business.
     *
     * @param encoded the session's id, percent-encoded as in a path
     */
    Optional<HttpAnswer> receipt(Caller caller, String encoded) throws IOException {
        Optional<String> session = decoded(encoded);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        for (String module : names()) {
            Optional<Receipt> receipt =
                    caller.maySpeakFor(module) ? ledger.receipt(module, session.get()) : Optional.empty();
            if (receipt.isPresent()) {
                return Optional.of(body(receipt.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * One entry's line as it lies on disk: to an admin any, to others those of a module for which they may speak.
     *
     * @param number the entry's, in decimal digits
     */
    Optional<HttpAnswer> entry(Caller caller, String number) throws IOException {
        Optional<Long> seq = LedgerQuery.number(number);
        Optional<LedgerEntries.EntryText> line = seq.isPresent() ? entries.at(seq.get()) : Optional.empty();
        return line.filter(found -> mayRead(caller, found.entry().module()))
                .map(found -> new HttpAnswer(
                        200, Map.of("Content-Type", "application/json", "Cache-Control", "no-store"), found.line()));
    }

    private boolean mayRead(Caller caller, String module) {
        return caller.has(Role.ADMIN) || (names().contains(module) && caller.maySpeakFor(module));
    }

    private static HttpAnswer body(Receipt receipt) {
        return AnswerBodies.json(
                200,
                Map.of(),
                json -> json.field("session_id", receipt.sessionId())
                        .field("module", receipt.module())
                        .beginObject("receipt")
                        .field("seq", receipt.seq())
                        .field("hash", receipt.hash().hex())
                        .endObject());
    }

    /** In a path a plus is a plus (RFC 3986), unlike in a form. */
    private static Optional<String> decoded(String path) {
        try {
            return Optional.of(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(registered);
        names.addAll(modules.all().keySet());
        return names;
    }
}
