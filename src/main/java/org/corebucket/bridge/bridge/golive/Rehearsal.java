package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.corebucket.bridge.bridge.Bridge;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Topic;
import org.jspecify.annotations.Nullable;

/** Asks the questions of a rehearsal in their order. Each answer must be the one that the contract gives. */
final class Rehearsal {

    private static final String ACCEPTED = "200 success";
    private static final String REPLAY = "401 replay_detected";

    private final ScratchDeployment scratch;
    private final Transcript transcript;
    private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();

    /** The messages that were accepted, each with its receipt. */
    private final Map<Message, String> receipts = new LinkedHashMap<>();

    private long entries;

    Rehearsal(ScratchDeployment scratch, Transcript transcript) {
        this.scratch = scratch;
        this.transcript = transcript;
    }

    /** The questions to one bridge before it is stopped. */
    private interface Act {
        void play(Wire wire, String token);
    }

    /** Asks all questions, and ends early only if no bridge can be started. */
    void play() throws IOException {
        List<String> modules = new ArrayList<>(scratch.modules());
        if (modules.isEmpty()) {
            transcript.trouble(
                    "go-live-module",
                    "",
                    "the policy registers no module, so nobody could send anything",
                    "register one in canonical/policy.json, then: bridgectl freeze --reason TEXT");
            return;
        }
        if (with((wire, token) -> first(wire, token, modules)) && with(this::restarted)) {
            verifyLedger();
        }
    }

    /**
     * Starts a bridge, asks, and stops it.
     *
     * @return whether it could be started
     */
    private boolean with(Act act) throws IOException {
        Optional<Bridge> started = start();
        if (started.isEmpty()) {
            return false;
        }
        try (Bridge bridge = started.get()) {
            act.play(new Wire(bridge.address()), scratch.token());
        }
        Throwable seen = bug.get();
        if (seen != null) {
            transcript.trouble(
                    "go-live-bug",
                    "",
                    "the bridge met a bug: " + seen,
                    "do not go live with this version; report it with the output of: bridgectl --debug verify --deep");
        }
        return true;
    }

    private Optional<Bridge> start() throws IOException {
        try {
            return Optional.of(Bridge.start(scratch.bridge(bug::set), () -> StopReason.NONE));
        } catch (MendableException e) {
            transcript.trouble(
                    "go-live-start",
                    "",
                    "the bridge did not start: " + e.getMessage(),
                    "correct the bridge's descriptor, then: bridgectl freeze --reason TEXT");
            return Optional.empty();
        }
    }

    private void first(Wire wire, String token, List<String> modules) {
        for (String module : modules) {
            accept(wire, token, module);
        }
        String module = modules.get(0);
        Message sent = receipts.keySet().iterator().next();
        transcript.answer(
                Topic.TOKENS, "Update without a token", "401 missing_token", post(wire, "", scratch.update(module)));
        Message changed = scratch.update(module).withChangedSignature();
        transcript.answer(
                Topic.SIGNATURES,
                "Update with a changed signature",
                "401 invalid_signature",
                post(wire, token, changed));
        transcript.answer(
                Topic.TIMES,
                "Update with an old time",
                "401 stale_timestamp",
                post(wire, token, scratch.oldUpdate(module)));
        transcript.answer(Topic.REPLAYS, "Replay of an update", REPLAY, post(wire, token, sent));
        transcript.answer(Topic.REPLAYS, "Replay with a fresh nonce", REPLAY, post(wire, token, sent.withFreshNonce()));
        heartbeat(wire, token, module);
        health(wire);
    }

    private void accept(Wire wire, String token, String module) {
        Message update = scratch.update(module);
        WireAnswer answer = post(wire, token, update);
        transcript.answer(Topic.UPDATES, "Valid update of " + module, ACCEPTED, answer);
        entries++;
        receipts.put(update, answer.receipt());
        receipt(wire, token, Topic.UPDATES, "Receipt of " + module, update);
    }

    /** Asks for a receipt, which must be the one that was given. */
    private void receipt(Wire wire, String token, Topic topic, String question, Message update) {
        WireAnswer found = wire.get("/bucket/receipts/" + update.session(), token);
        transcript.same(
                topic, question, "200, entry " + receipts.get(update), found.brief() + ", entry " + found.receipt());
    }

    private static WireAnswer post(Wire wire, String token, Message message) {
        return wire.post("/core/update", token, message.body());
    }

    private void heartbeat(Wire wire, String token, String module) {
        String body = scratch.heartbeat(module).body();
        transcript.answer(
                Topic.HEARTBEATS, "Heartbeat of " + module, ACCEPTED, wire.post("/core/heartbeat", token, body));
        entries++;
    }

    private void health(Wire wire) {
        WireAnswer health = wire.get("/core/health", "");
        transcript.answer(Topic.HEALTH, "Health", "200 ok", health);
        WireAnswer security = health.object("security");
        transcript.same(
                Topic.HEALTH,
                "Health counts",
                entries + " entries, 1 changed signature, 2 replays",
                health.number("ledger_entries") + " entries, " + security.number("signature_rejects_24h")
                        + " changed signature, " + security.number("replay_rejects_24h") + " replays");
    }

    private void restarted(Wire wire, String token) {
        Message sent = receipts.keySet().iterator().next();
        receipt(wire, token, Topic.GENERAL, "Receipt after a restart", sent);
        transcript.answer(Topic.REPLAYS, "Replay after a restart", REPLAY, post(wire, token, sent));
        transcript.answer(
                Topic.REPLAYS,
                "Replay after a restart with a fresh nonce",
                REPLAY,
                post(wire, token, sent.withFreshNonce()));
        WireAnswer status = wire.get("/bucket/status", token);
        transcript.same(
                Topic.GENERAL,
                "Updates counted after a restart",
                String.valueOf(receipts.size()),
                status.number("total_sync_count"));
    }

    /**
     * Verifies the ledger that the two bridges left, with the checkpoint that the second one signed when it stopped.
     */
    private void verifyLedger() throws IOException {
        try (LedgerReading ledger = LedgerPlace.inFiles(scratch.deployment()).read()) {
            SignedCheckpoints checkpoints = SignedCheckpoints.of(
                    LedgerPlace.inFiles(scratch.deployment()).checkpoints(), scratch.deployment(), scratch.origin());
            ChainReport report = ChainVerifier.of(1, HashProgress.NONE).verify(ledger, checkpoints);
            transcript.same(
                    Topic.PROVENANCE,
                    "The ledger that is left",
                    "holds, " + entries + " entries, checkpoint of " + entries,
                    (report.holds() ? "holds, " : "does not hold, ") + report.entries() + " entries, checkpoint of "
                            + report.lastCheckpoint().map(Checkpoint::size).orElse(0L));
        } catch (MalformedKeyException e) {
            throw new IllegalStateException("the key was written a moment ago", e);
        }
    }
}
