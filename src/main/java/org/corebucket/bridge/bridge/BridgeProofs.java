package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.http.RetryAfter;
import org.corebucket.bridge.ledger.tree.CheckpointRequest;
import org.corebucket.bridge.transparency.LogProof;

/**
 * Proofs that entries are in the bridge's log (CONTRACT 14), for whoever may read the entry. A checkpoint is signed for what
 * none counts yet; if that can't be done now, whoever wants the proof is to come again.
 */
final class BridgeProofs {

    /** After how many seconds a checkpoint that was asked for is there. */
    static final String SOON = "5";

    private static final String NOT_COUNTED = "not_counted";

    private final Optional<SignedLog> log;
    private final CheckpointRequest request;

    /**
     * Proofs by a log.
     *
     * @param log empty if the deployment has none
     * @param request asks whoever signs
     */
    BridgeProofs(Optional<SignedLog> log, CheckpointRequest request) {
        this.log = log;
        this.request = request;
    }

    /** Says why an entry that is there is not proved. The message is a sentence. */
    static final class NoProofException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;

        NoProofException(String reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }

        Map<String, String> headers() {
            return reason.equals(NOT_COUNTED) ? Map.of(RetryAfter.NAME, SOON) : Map.of();
        }
    }

    /**
     * The proof of an entry, as it is written to a file.
     *
     * @throws NoProofException if there is no log, or no checkpoint counts the entry yet
     */
    byte[] proof(long seq, Sha256 hash) throws IOException, NoProofException {
        if (log.isEmpty()) {
            throw new NoProofException("no_log", "this deployment has no log, which proves its entries");
        }
        Optional<LogProof> proof = log.get().proof(seq, hash);
        if (proof.isEmpty()) {
            request.make();
            throw new NoProofException(
                    NOT_COUNTED, "entry " + seq + " is recorded, and no checkpoint counts it yet; one is signed soon");
        }
        return proof.get().bytes();
    }
}
