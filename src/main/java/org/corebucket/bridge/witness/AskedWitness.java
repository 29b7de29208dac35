package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.client.HttpCaller;
import org.corebucket.bridge.client.HttpOutcome;
import org.corebucket.bridge.client.HttpRequest;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.http.RetryAfter;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;

/** A witness at one address, with the keys that the policy knows of it: sends it a checkpoint, and takes what it cosigned. */
final class AskedWitness {

    /** A witness that tells two other sizes in a row is asked again later: others send it checkpoints of this log, too. */
    private static final int MOST_CONFLICTS = 3;

    private final String address;
    private final String prefix;
    private final Map<String, VerifierKey> keys;
    private final HttpCaller caller;
    private final Clock clock;
    private long seen;

    /**
     * A witness.
     *
     * @param address its submission prefix, for messages
     * @param prefix the path of that
     * @param keys by their names in the policy
     * @param seen the size that it cosigned last, as far as is known
     */
    AskedWitness(
            String address, String prefix, Map<String, VerifierKey> keys, HttpCaller caller, Clock clock, long seen) {
        this.address = address;
        this.prefix = prefix;
        this.keys = Map.copyOf(keys);
        this.caller = caller;
        this.clock = clock;
        this.seen = seen;
    }

    /** Proves that a log grew. */
    @FunctionalInterface
    interface Proofs {
        /** The request that proves that a checkpoint goes on with a smaller tree. */
        AddCheckpoint from(long oldSize, SignedNote checkpoint) throws IOException;
    }

    /** What came of asking. */
    sealed interface WitnessReply {

        /**
         * Cosignatures that hold.
         *
         * @param trouble why some are missing; empty if none is
         */
        record Cosignatures(List<NoteSignature> signatures, String trouble) implements WitnessReply {}

        /**
         * None came.
         *
         * @param why for the operator
         * @param retryAfter what the witness asks for
         * @param shown what the witness has of the log instead, if it serves that
         */
        record NotCosigned(String why, Optional<Duration> retryAfter, Optional<SignedNote> shown)
                implements WitnessReply {

            NotCosigned(String why) {
                this(why, Optional.empty(), Optional.empty());
            }
        }
    }

    String address() {
        return address;
    }

    /** Whether each of its keys has cosigned a checkpoint. */
    boolean hasCosigned(SignedNote checkpoint) {
        return keys.values().stream().noneMatch(key -> checkpoint.of(key).isEmpty());
    }

    /** Asks for cosignatures of a checkpoint. It waits for the answer, up to the caller's limit. */
    WitnessReply ask(SignedNote checkpoint, Proofs proofs) throws IOException, InterruptedException {
        TreeHead head = LogCheckpoints.head(checkpoint);
        seen = Math.min(seen, head.size());
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            byte[] body = proofs.from(seen, checkpoint).bytes();
            HttpOutcome outcome = caller.call(new HttpRequest(
                    prefix + AddCheckpoint.PATH,
                    "",
                    "text/plain; charset=utf-8",
                    new String(body, StandardCharsets.UTF_8)));
            if (outcome instanceof HttpOutcome.NotSent unsent) {
                return new WitnessReply.NotCosigned(unsent.why());
            }
            if (outcome instanceof HttpOutcome.Lost lost) {
                return new WitnessReply.NotCosigned(lost.why());
            }
            HttpOutcome.HttpReply reply = (HttpOutcome.HttpReply) outcome;
            if (reply.status() == 200) {
                return cosigned(checkpoint, head, reply.body());
            }
            if (reply.status() != 409) {
                return new WitnessReply.NotCosigned(
                        refused(reply),
                        RetryAfter.parse(reply.retryAfter(), clock.instant()),
                        reply.status() == 422 ? shown(head.origin()) : Optional.empty());
            }
            try {
                seen = AddCheckpoint.size(reply.body());
            } catch (MalformedNoteException e) {
                return new WitnessReply.NotCosigned("it answered 409, and " + e.getMessage());
            }
            if (seen > head.size()) {
                String ahead = "it has cosigned " + seen + " entries of this log, and the last checkpoint has "
                        + head.size() + ": another node signed it, or the ledger went back";
                seen = head.size();
                return new WitnessReply.NotCosigned(ahead, Optional.empty(), shown(head.origin()));
            }
        }
        return new WitnessReply.NotCosigned("it told another size each time that it was asked");
    }

    /** The last checkpoint that the witness has of this log, if it serves it where it takes new ones. */
    private Optional<SignedNote> shown(String origin) throws InterruptedException {
        String path = prefix + "/" + WitnessedLog.fileName(origin) + "/checkpoint";
        if (caller.call(new HttpRequest(path, "", "text/plain", null)) instanceof HttpOutcome.HttpReply reply
                && reply.status() == 200) {
            try {
                return Optional.of(SignedNote.parse(reply.body().getBytes(StandardCharsets.UTF_8)));
            } catch (MalformedNoteException e) {
                return Optional.empty(); // it is no checkpoint, so it shows nothing
            }
        }
        return Optional.empty();
    }

    private static String refused(HttpOutcome.HttpReply reply) {
        String meaning = switch (reply.status()) {
            case 403 -> "it knows this log by other keys: it needs the lines of \"bridgectl keys show\"";
            case 404 -> "it does not know this log: it needs its origin, and the lines of \"bridgectl keys show\"";
            case 422 -> "it says that this log was changed, or shows two views";
            default -> "that is no answer of a witness";
        };
        return "it answered " + reply.status() + ": " + meaning;
    }

    private WitnessReply cosigned(SignedNote checkpoint, TreeHead head, String body) {
        List<NoteSignature> known;
        try {
            known = known(checkpoint, body);
        } catch (MalformedNoteException e) {
            return new WitnessReply.NotCosigned("its answer has no form: " + e.getMessage());
        } catch (InvalidSignatureException e) {
            return new WitnessReply.NotCosigned("its cosignature does not hold: " + e.getMessage());
        }
        if (known.isEmpty()) {
            return new WitnessReply.NotCosigned("no key that the policy knows cosigned: it may have other keys now");
        }
        seen = head.size();
        return new WitnessReply.Cosignatures(
                known,
                known.size() < keys.size()
                        ? "not every key that the policy knows cosigned: it may have other keys now"
                        : "");
    }

    /** The cosignatures of known keys, verified; those of others are ignored. */
    private List<NoteSignature> known(SignedNote checkpoint, String body)
            throws MalformedNoteException, InvalidSignatureException {
        SignedNote note = new SignedNote(checkpoint.text(), NoteSignature.lines(body));
        List<NoteSignature> known = new ArrayList<>();
        for (VerifierKey key : keys.values()) {
            if (key.verify(note).isPresent()) {
                known.add(note.of(key).get(0));
            }
        }
        return known;
    }
}
