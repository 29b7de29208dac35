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
 * What a certificate states: that this deployment, with these files under this policy, was READY, and how it stood then.
 *
 * @param deployment the deployment's id
 * @param times when it was verified and certified, and until when that holds
 * @param sealed what was verified
 * @param ledger how long it was
 * @param lastRuns the last run of each job of each node
 * @param outbox what had not been sent
 * @param toolkit what verified
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
     * When.
     *
     * @param verified when the verification began
     * @param issued when it was signed
     * @param expires from when on it says nothing
     */
    public record Times(Instant verified, Instant issued, Instant expires) {
        public Times {
            if (!expires.isAfter(issued)) {
                throw new IllegalArgumentException("a certificate holds for some time");
            }
        }
    }

    /**
     * What is frozen.
     *
     * @param manifest the digest of the manifest
     * @param serial of its seal
     * @param policy the digest of the policy
     */
    public record Sealed(Sha256 manifest, long serial, Sha256 policy) {}

    /**
     * How far the ledger reached; it may grow.
     *
     * @param size how many entries
     * @param head the hash of the last; empty if there is none
     */
    public record LedgerMark(long size, Optional<Sha256> head) implements JsonRecord {
        public LedgerMark {
            if (size < 0 || head.isPresent() != size > 0) {
                throw new IllegalArgumentException("a ledger with entries has a head, and an empty one has none");
            }
        }
    }

    /**
     * How a job ended.
     *
     * @param node which runner's; empty if it is not known
     */
    public record LastRun(
            String job,
            String node,
            @JsonMember("timestamp") Instant time,
            boolean success) implements JsonRecord {}

    /**
     * What lay in the outbox.
     *
     * @param waiting updates to be sent
     * @param rejected updates that the bridge would not take
     */
    public record OutboxDepth(long waiting, long rejected) implements JsonRecord {}

    /**
     * What verified.
     *
     * @param sha256 the digest of its one jar; empty where it ran from anything else
     */
    public record Tool(String version, String commit, Optional<Sha256> sha256) implements JsonRecord {}

    public Certificate {
        lastRuns = List.copyOf(lastRuns);
    }
}
