package org.corebucket.bridge.certificate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonMember;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * What a certificate states: this deployment, with these files and under this policy, was READY, and this was its state.
 *
 * @param deployment the deployment's id
 * @param times when it was verified and certified, and until when the certificate holds
 * @param sealed what was verified
 * @param ledger how far the ledger reached
 * @param lastRuns the last run of each job of each node
 * @param outbox how many updates had not been sent
 * @param toolkit the program that verified
 * @param report the readiness report, as {@code verify --format json} gives it
 */
public record Certificate(
        CertificateId id,
        UUID deployment,
        Times times,
        Sealed sealed,
        LedgerMark ledger,
        List<LastRun> lastRuns,
        OutboxDepth outbox,
        Tool toolkit,
        JsonObject report) {

    /**
     * The times of a certificate.
     *
     * @param verified when the verification began
     * @param issued when it was signed
     * @param expires the time from which it no longer holds
     */
    public record Times(Instant verified, Instant issued, Instant expires) {
        public Times {
            if (!expires.isAfter(issued)) {
                throw new IllegalArgumentException("a certificate holds for some time");
            }
        }
    }

    /**
     * The sealed state.
     *
     * @param manifest the digest of the manifest
     * @param serial the serial of its seal
     * @param policy the digest of the policy
     */
    public record Sealed(Sha256 manifest, long serial, Sha256 policy) {}

    /**
     * How far the ledger reached; it may have grown since.
     *
     * @param size the number of entries
     * @param head the hash of the last entry; empty if there is none
     */
    public record LedgerMark(long size, Optional<Sha256> head) implements JsonRecord {
        public LedgerMark {
            if (size < 0 || head.isPresent() != size > 0) {
                throw new IllegalArgumentException("a ledger with entries has a head, and an empty one has none");
            }
        }
    }

    /**
     * How the last run of a job ended.
     *
     * @param node the node of the runner; empty if it is not known
     */
    public record LastRun(
            String job,
            String node,
            @JsonMember("timestamp") Instant time,
            boolean success) implements JsonRecord {}

    /**
     * How much lay in the outbox.
     *
     * @param waiting how many updates waited to be sent
     * @param rejected how many updates the bridge had rejected
     */
    public record OutboxDepth(long waiting, long rejected) implements JsonRecord {}

    /**
     * The program that verified.
     *
     * @param sha256 the digest of its jar; empty if it did not run from a jar
     */
    public record Tool(String version, String commit, Optional<Sha256> sha256) implements JsonRecord {}

    public Certificate {
        lastRuns = List.copyOf(lastRuns);
    }
}
