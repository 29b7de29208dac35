package org.corebucket.bridge.ledger.tree;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.SignatureType;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * By what a deployment judges the checkpoints of its own log.
 *
 * @param origin the log's name
 * @param keys the log's keys, and those that were rotated out; none if they are not known here
 * @param witnesses names those whose cosignatures are verified; empty if the deployment has no witnesses
 */
public record LogTrust(String origin, List<VerifierKey> keys, Optional<LogPolicy> witnesses) {

    /** What is believed; the list is copied. */
    public LogTrust {
        keys = List.copyOf(keys);
    }

    /** What is wrong with a checkpoint: how reports call that, and why, as a clause. */
    record CheckpointProblem(FlawKind kind, String detail) {}

    /** Why a checkpoint is not sound; empty if it is. Signatures by others are of no account. */
    Optional<CheckpointProblem> problem(TreeHead head, SignedNote note) {
        if (!head.origin().equals(origin)) {
            return unsigned("it is of another log, " + head.origin());
        }
        try {
            Set<SignatureType> missing = EnumSet.noneOf(SignatureType.class);
            Set<SignatureType> signed = EnumSet.noneOf(SignatureType.class);
            for (VerifierKey key : keys) {
                (key.verify(note).isPresent() ? signed : missing).add(key.type());
            }
            missing.removeAll(signed);
            if (!missing.isEmpty()) {
                return unsigned(
                        "no key of the log of type " + missing.iterator().next() + " signed it");
            }
        } catch (InvalidSignatureException e) {
            return unsigned("a key of the log did not sign it: " + e.getMessage());
        }
        try {
            cosigned(note);
            return Optional.empty();
        } catch (InvalidSignatureException e) {
            return Optional.of(new CheckpointProblem(FlawKind.COSIGNATURE, String.valueOf(e.getMessage())));
        }
    }

    private static Optional<CheckpointProblem> unsigned(String detail) {
        return Optional.of(new CheckpointProblem(FlawKind.LOG_CHECKPOINT, detail));
    }

    /** When each of the witnesses cosigned a checkpoint, by its name. */
    public Map<String, Instant> cosigned(SignedNote note) throws InvalidSignatureException {
        return witnesses.isPresent() ? witnesses.get().cosigned(note) : Map.of();
    }
}
