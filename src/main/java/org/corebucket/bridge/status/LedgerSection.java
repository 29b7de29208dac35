package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.HexDigest;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.read.V5Reader;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.jspecify.annotations.Nullable;

/** The ledger's last entry, its last checkpoint, and whether it is shorter than it was. Only its end is read. */
public final class LedgerSection implements StatusSection {

    private static final String VERIFY = "bridgectl provenance verify";
    private static final int SHORT_HASH = 16;

    private final StatusSubject subject;

    /** A section about a deployment. */
    public LedgerSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "ledger";
    }

    /**
     * The last entry.
     *
     * @param entries its number; 0 if there is none
     * @param hash its hash in hex; empty if there is none
     * @param time when it was accepted; null if that is not known
     * @param sound whether the last whole line is an entry; true if there is no line
     * @param v5 whether the last whole line is an entry in the form of V5
     */
    private record Tail(long entries, String hash, @Nullable Instant time, boolean sound, boolean v5) {}

    @Override
    public SectionFacts ask() throws IOException, MendableException {
        Tail tail;
        Checkpoint signed;
        try (LedgerPlace place = DeploymentLedger.of(subject.deployment(), subject.seal())) {
            tail = tail(place);
            signed = checkpoint(place);
        }
        long seen = Math.max(seen(), signed == null ? 0 : signed.size());
        List<String> lines = new ArrayList<>();
        lines.add(head(tail));
        if (tail.entries() > 0) {
            lines.add("head " + tail.hash().substring(0, SHORT_HASH) + "..., " + signature(signed));
            lines.add("only its end was read; verify --deep reads all");
        }
        boolean shrank = tail.sound() && tail.entries() < seen;
        if (shrank) {
            lines.add("SHORTER than it was: it had " + seen + " entries");
        }
        boolean wrong = shrank || !tail.sound();
        Level level = wrong ? Level.ERROR : tail.entries() == 0 ? Level.NONE : Level.OK;
        return new SectionFacts(level, lines, wrong ? VERIFY : "", json -> write(tail, signed, json));
    }

    private String head(Tail tail) {
        if (!tail.sound()) {
            return tail.v5()
                    ? "in the form of V5: bridgectl provenance archive keeps it and begins a new one"
                    : "DAMAGED: its last line is no entry";
        }
        if (tail.entries() == 0) {
            return "empty";
        }
        Instant time = tail.time();
        return tail.entries()
                + (tail.entries() == 1 ? " entry" : " entries")
                + (time == null ? "" : ", the last " + TimeAgo.withTime(time, subject.now()));
    }

    private String signature(@Nullable Checkpoint signed) {
        return signed == null
                ? "no checkpoint yet"
                : "signed up to entry " + signed.size() + " " + TimeAgo.of(signed.timestamp(), subject.now());
    }

    private Tail tail(LedgerPlace place) throws IOException {
        EntryScanner entry = new EntryScanner();
        Tail[] tail = {new Tail(0, "", null, true, false)};
        try (LedgerReading ledger = place.read()) {
            ledger.backward(LedgerPosition.END, (bytes, from, to, at) -> {
                tail[0] = entry.scan(bytes, from, to)
                        ? new Tail(entry.seq(), HexDigest.of(entry.stated(), 0), entry.time(), true, false)
                        : new Tail(0, "", null, false, V5Reader.isEntry(Arrays.copyOfRange(bytes, from, to)));
                return false;
            });
        }
        return tail[0];
    }

    /**
     * The last sound checkpoint; null if there is none. Without a manifest no checkpoint is sound, since the
     * deployment's id is not known.
     */
    private @Nullable Checkpoint checkpoint(LedgerPlace place) throws IOException, MendableException {
        SealedHeader header = subject.seal().header().orElse(null);
        return header == null
                ? null
                : SignedCheckpoints.of(place.checkpoints(), subject.deployment(), header.deployment())
                        .last()
                        .orElse(null);
    }

    /** How many entries this host has seen; 0 if its state can't be used, which the seal's section reports. */
    private long seen() throws IOException {
        try {
            TrustState state = new TrustStore(subject.deployment(), subject.host()).load();
            TrustState.SeenLedger ledger = state == null ? null : state.ledger();
            return ledger == null ? 0 : ledger.size();
        } catch (TrustStore.UnusableStateException e) {
            return 0;
        }
    }

    private static void write(Tail tail, @Nullable Checkpoint signed, JsonWriter json) throws IOException {
        KnownMembers.number(json, "entries", tail.sound() ? tail.entries() : -1);
        json.knownField("head", tail.hash());
        KnownMembers.time(json, "timestamp", tail.time());
        if (signed == null) {
            json.nullField("checkpoint");
            return;
        }
        json.beginObject("checkpoint")
                .field("size", signed.size())
                .field("head", signed.head().hex())
                .field("timestamp", UtcTime.of(signed.timestamp()))
                .endObject();
    }
}
