package org.corebucket.bridge.approval;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;

/**
 * The statement that a host goes by the shared ledger as the database has it, though the host has seen more of it (CONTRACT 12):
 * what it had seen, and is not there any more, is given up.
 *
 * @param deployment the host's deployment
 * @param seen the last entry that the host had seen
 * @param goesBy an entry that the ledger has now
 * @param reason why the rest is given up
 * @param acceptedAt when it was proposed
 * @param by the user and host that proposed it
 * @param decidedBy whose signatures it takes
 */
public record LedgerAcceptance(
        UUID deployment,
        LedgerEnd seen,
        LedgerEnd goesBy,
        String reason,
        Instant acceptedAt,
        String by,
        DecidedBy decidedBy) {

    private static final int NOWHERE = 1;

    /**
     * How a ledger ends.
     *
     * @param entries how many it has
     * @param hash that of the last one, in hex
     */
    public record LedgerEnd(long entries, String hash) {

        /** It in words. */
        public String words() {
            return entries == 0 ? "no entry" : "entry " + entries + ", " + hash;
        }
    }

    /** Proposes the statement; the caller holds the deployment's lock. */
    public Proposal propose(Deployment in, Authority inForce) throws IOException {
        Proposals proposals = Proposals.of(in);
        proposals.propose(Subject.LEDGER, canonical(), inForce, Map.of(), Map.of());
        return proposals.of(Subject.LEDGER).orElseThrow();
    }

    /**
     * What is proposed.
     *
     * @throws RefusedException if it is no such statement
     */
    public static LedgerAcceptance read(Proposal proposal) throws RefusedException {
        String source = "the proposed statement about the ledger";
        try {
            JsonFields body = JsonFields.of(Json.parse(proposal.content(), source), source);
            LedgerAcceptance read = of(body);
            body.refuseOthers();
            return read;
        } catch (MalformedJsonException e) {
            throw new RefusedException(
                    e.getMessage() + "\nPropose it again: " + proposal.subject().proposing());
        }
    }

    private static LedgerAcceptance of(JsonFields body) throws MalformedJsonException {
        try {
            return new LedgerAcceptance(
                    UUID.fromString(body.string("deployment")),
                    new LedgerEnd(body.wholeNumber("seen_entries"), body.string("seen_hash")),
                    new LedgerEnd(body.wholeNumber("entries"), body.string("hash")),
                    body.string("reason"),
                    UtcTime.parse(body.string("accepted_at")),
                    body.string("by"),
                    DecidedBy.read(body));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw body.malformed("accepted_at", "or 'deployment' is not what it should be", "propose it again");
        }
    }

    /** It in words, line by line. */
    List<String> lines() {
        return List.of(
                "The ledger of deployment " + deployment + " goes on as the database has it",
                "  this host had seen: " + seen.words(),
                "  it goes by: " + goesBy.words(),
                "  reason: " + reason,
                "  proposed at " + UtcTime.of(acceptedAt) + " by " + by + ", under " + decidedBy.words(),
                "  what the host had seen, and is not there any more, is given up");
    }

    private byte[] canonical() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("deployment", text(deployment.toString()));
        members.put("seen_entries", number(seen.entries()));
        members.put("seen_hash", text(seen.hash()));
        members.put("entries", number(goesBy.entries()));
        members.put("hash", text(goesBy.hash()));
        members.put("reason", text(reason));
        members.put("accepted_at", text(UtcTime.of(acceptedAt)));
        members.put("by", text(by));
        members.put(decidedBy.name(), text(decidedBy.value()));
        return CanonicalJson.bytes(new JsonObject(members, NOWHERE));
    }

    private static JsonString text(String value) {
        return new JsonString(value, NOWHERE);
    }

    private static JsonInteger number(long value) {
        return new JsonInteger(Long.toString(value), NOWHERE);
    }
}
