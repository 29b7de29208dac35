package org.corebucket.bridge.ledger.tree;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.NoteSignature;
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

    /**
     * What is wrong with a checkpoint.
     *
     * @param kind how reports call that
     * @param detail why, as a clause
     * @param key the key whose signature is wrong or not there, so that this is told once; empty if it is of no key
     * @param remedy what to do about it; empty if that follows from the kind
     */
    record CheckpointProblem(FlawKind kind, String detail, String key, String remedy) {

        /** Problems with one cause are told once. */
        String cause(String checkpoint) {
            return kind.words() + (key.isEmpty() ? " at " + checkpoint : " by " + key);
        }
    }

    /** Why a checkpoint is not sound; empty if it is. Signatures by others are of no account. */
    Optional<CheckpointProblem> problem(TreeHead head, SignedNote note) {
        if (!head.origin().equals(origin)) {
            return Optional.of(
                    new CheckpointProblem(FlawKind.LOG_CHECKPOINT, "it is of another log, " + head.origin(), "", ""));
        }
        Optional<CheckpointProblem> unsigned = unsigned(note);
        if (unsigned.isPresent()) {
            return unsigned;
        }
        try {
            cosigned(note);
            return Optional.empty();
        } catch (InvalidSignatureException e) {
            return Optional.of(new CheckpointProblem(FlawKind.COSIGNATURE, String.valueOf(e.getMessage()), "", ""));
        }
    }

    /** Why it is not signed by a key of the log of each type; empty if it is. */
    private Optional<CheckpointProblem> unsigned(SignedNote note) {
        Map<SignatureType, VerifierKey> missing = new EnumMap<>(SignatureType.class);
        Set<SignatureType> signed = EnumSet.noneOf(SignatureType.class);
        for (VerifierKey key : keys) {
            try {
                if (key.verify(note).isPresent()) {
                    signed.add(key.type());
                } else {
                    missing.putIfAbsent(key.type(), key);
                }
            } catch (InvalidSignatureException e) {
                return Optional.of(new CheckpointProblem(
                        FlawKind.LOG_CHECKPOINT,
                        "a key of the log did not sign it: " + e.getMessage(),
                        "bad " + key,
                        "put what was signed back from a copy: the signature there by the log's key " + key
                                + " does not hold, of " + key.type()));
            }
        }
        missing.keySet().removeAll(signed);
        return missing.values().stream().findFirst().map(key -> unknown(key, note));
    }

    private CheckpointProblem unknown(VerifierKey own, SignedNote note) {
        List<String> others = new ArrayList<>();
        for (NoteSignature signature : note.signatures()) {
            if (signature.name().equals(origin) && keys.stream().noneMatch(key -> key.id() == signature.keyId())) {
                others.add(VerifierKey.words(signature.name(), signature.keyId()));
            }
        }
        return new CheckpointProblem(
                FlawKind.LOG_CHECKPOINT,
                "no key of the log of type " + own.type() + " signed it",
                own + " " + others,
                others.isEmpty()
                        ? "put what was signed back from a copy: the signature by the log's key " + own + ", of "
                                + own.type() + ", is not there"
                        : "put the log's key back from a copy: signed is by " + String.join(" and ", others)
                                + ", and the key of " + own.type() + " that is here is " + own
                                + "; if nobody knows those, put the checkpoints back, and find out who signed them");
    }

    /** When each of the witnesses cosigned a checkpoint, by its name. */
    public Map<String, Instant> cosigned(SignedNote note) throws InvalidSignatureException {
        return witnesses.isPresent() ? witnesses.get().cosigned(note) : Map.of();
    }
}
