package org.corebucket.bridge.witness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * The keys of this deployment's witness, as they sign.
 *
 * @param name under which they sign
 * @param signers one of Ed25519, which everybody knows, and one of ML-DSA-44, which tlog-witness recommends; after a rotation the
 *     previous ones, too, until they are dropped
 * @param verifiers of whatever this witness ever cosigned, also by keys that were dropped
 */
public record WitnessSigners(String name, List<NoteSigner> signers, List<VerifierKey> verifiers) {

    /** Signers; the lists are copied. */
    public WitnessSigners {
        signers = List.copyOf(signers);
        verifiers = List.copyOf(verifiers);
    }

    /** Signers that were never others. */
    WitnessSigners(String name, List<NoteSigner> signers) {
        this(name, signers, signers.stream().map(NoteSigner::key).toList());
    }

    /**
     * Reads the keys.
     *
     * @param id the deployment's, which makes a name where the descriptor has none
     * @return empty if there are none: nothing is cosigned here
     * @throws MendableException if one alone is there, or one can't be used
     */
    public static Optional<WitnessSigners> read(Deployment deployment, WitnessSettings settings, UUID id)
            throws IOException, MendableException {
        Optional<NoteKeys> keys = NoteKeys.read(deployment, NoteKeys.Holder.WITNESS);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String name = settings.name(id);
        return Optional.of(new WitnessSigners(
                name, keys.get().signers(name), NoteKeys.verifiers(deployment, NoteKeys.Holder.WITNESS, name)));
    }
}
