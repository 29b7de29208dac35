package org.corebucket.bridge.witness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.SignedNote;

/**
 * How far the witnesses of a log have come: what each cosigned last, and up to where they are a quorum. A checkpoint that is
 * cosigned stands for all smaller ones.
 *
 * @param last what each witness cosigned last, by its name in the policy; one that cosigned nothing is not there
 * @param size of the largest tree that a quorum cosigned; 0 if there is none
 * @param waitingSince when the first larger checkpoint was signed, as the log says; empty if there is none, or it does not say
 */
public record QuorumReading(Map<String, LastCosignature> last, long size, Optional<Instant> waitingSince) {

    /** How long a quorum may be missing before that is told (CONTRACT 14). */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Of more checkpoints than that without a quorum the older ones are not looked at: they change nothing any more. */
    private static final int MOST_CHECKPOINTS = 200;

    /** Nobody has cosigned anything. */
    static final QuorumReading NOTHING = new QuorumReading(Map.of(), 0, Optional.empty());

    /** A reading; the map is copied. */
    public QuorumReading {
        last = Collections.unmodifiableMap(new LinkedHashMap<>(last));
    }

    /**
     * What a witness cosigned last.
     *
     * @param size of the tree
     * @param time as the witness says
     */
    public record LastCosignature(long size, Instant time) {}

    /**
     * Reads it from the checkpoints, the last one first. A checkpoint with a cosignature of a known witness that does not hold is
     * cosigned by nobody.
     */
    public static QuorumReading of(LogCheckpoints checkpoints, LogPolicy policy) throws IOException {
        Map<String, LastCosignature> last = new LinkedHashMap<>();
        Optional<Instant> waiting = Optional.empty();
        long reached = 0;
        List<Long> sizes = checkpoints.sizes();
        int oldest = Math.max(0, sizes.size() - MOST_CHECKPOINTS);
        for (int i = sizes.size() - 1; i >= oldest; i--) {
            long size = sizes.get(i);
            Optional<SignedNote> note = checkpoints.of(size);
            if (note.isEmpty()) {
                continue;
            }
            Map<String, Instant> cosigned = cosigned(note.get(), policy);
            cosigned.forEach((name, time) -> last.putIfAbsent(name, new LastCosignature(size, time)));
            if (reached == 0 && policy.isQuorum(cosigned.keySet())) {
                reached = size;
            }
            if (reached == 0) {
                Optional<Instant> signed = note.get().signedAt();
                waiting = signed.isPresent() ? signed : waiting;
            }
            if (reached > 0 && last.size() == policy.witnesses().size()) {
                break;
            }
        }
        return new QuorumReading(last, reached, waiting);
    }

    private static Map<String, Instant> cosigned(SignedNote note, LogPolicy policy) {
        try {
            return policy.cosigned(note);
        } catch (InvalidSignatureException e) {
            return Map.of(); // "provenance verify" says which
        }
    }

    /** Since when a quorum is missing, if that is longer than {@link #PATIENCE}. */
    public Optional<Instant> overdue(Instant now) {
        return waitingSince.filter(since -> since.plus(PATIENCE).isBefore(now));
    }

    /** The sentence for a quorum that is missing. */
    public String missing(Instant since) {
        return "no quorum of witnesses has cosigned the log's checkpoints since " + UtcTime.of(since)
                + (size == 0 ? ": none was ever reached" : "; the last quorum is at size " + size);
    }
}
