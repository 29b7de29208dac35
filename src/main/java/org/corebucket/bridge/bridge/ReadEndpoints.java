package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.bridge.BridgeProofs.NoProofException;
import org.corebucket.bridge.bridge.state.BridgeMetrics;
import org.corebucket.bridge.bridge.state.ModuleStates;
import org.corebucket.bridge.http.HttpAnswer;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LedgerEntries;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;

/** Answers what a bridge is asked by GET (CONTRACT 6): health, metrics, status, receipts and entries. */
final class ReadEndpoints {

    private final Ledger ledger;
    private final LedgerEntries entries;
    private final BridgeProofs proofs;
    private final ModuleStates modules;
    private final Health health;
    private final BridgeMetrics metrics;
    private final Set<String> registered;

    /**
     * Answers for one bridge.
     *
     * @param registered the modules of the policy
     */
    ReadEndpoints(
            Ledger ledger,
            LedgerEntries entries,
            BridgeProofs proofs,
            ModuleStates modules,
            Health health,
            BridgeMetrics metrics,
            Set<String> registered) {
        this.ledger = ledger;
        this.entries = entries;
        this.proofs = proofs;
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

    /** How many updates the ledger has, in all and by module, and when the last one was accepted. */
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
     * The receipt of a session, or the proof of its entry. Only modules for which the caller may speak are searched, so a caller
     * does not learn whether another module has such a session.
     *
     * @param encoded the session's id, percent-encoded as in a path
     */
    Optional<HttpAnswer> receipt(Caller caller, String encoded, String query) throws IOException, NoProofException {
        Optional<String> session = decoded(encoded);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        for (String module : names()) {
            Optional<Receipt> receipt =
                    caller.maySpeakFor(module) ? ledger.receipt(module, session.get()) : Optional.empty();
            if (receipt.isPresent()) {
                Receipt found = receipt.get();
                return Optional.of(
                        wantsProof(query)
                                ? text(proofs.proof(found.seq(), found.hash()))
                                : AnswerBodies.receipt(found));
            }
        }
        return Optional.empty();
    }

    /**
     * One entry's line as it lies on disk, and behind it, if it is asked for, the entry's proof. An admin may read any entry, others
     * those of a module for which they may speak.
     *
     * @param number the entry's number in decimal digits
     */
    Optional<HttpAnswer> entry(Caller caller, String number, String query) throws IOException, NoProofException {
        Optional<Long> seq = LedgerQuery.number(number);
        Optional<LedgerEntries.EntryText> line = seq.isPresent() ? entries.at(seq.get()) : Optional.empty();
        if (line.isEmpty() || !mayRead(caller, line.get().entry().module())) {
            return Optional.empty();
        }
        byte[] text = line.get().line();
        if (!wantsProof(query)) {
            return Optional.of(
                    new HttpAnswer(200, Map.of("Content-Type", "application/json", "Cache-Control", "no-store"), text));
        }
        byte[] proof = proofs.proof(seq.get(), line.get().entry().hash());
        byte[] both = Arrays.copyOf(text, text.length + proof.length);
        System.arraycopy(proof, 0, both, text.length, proof.length);
        return Optional.of(text(both));
    }

    private static boolean wantsProof(String query) {
        return List.of(query.split("&", -1)).contains("proof=1");
    }

    private static HttpAnswer text(byte[] content) {
        return new HttpAnswer(
                200, Map.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store"), content);
    }

    private boolean mayRead(Caller caller, String module) {
        return caller.has(Role.ADMIN) || (names().contains(module) && caller.maySpeakFor(module));
    }

    /** Decodes a part of a path, in which a plus stands for itself (RFC 3986), unlike in a form. */
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
