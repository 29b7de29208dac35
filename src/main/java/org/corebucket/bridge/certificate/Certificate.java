package org.corebucket.bridge.certificate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonMember;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * What a certificate states: this deployment, with these files and under this policy, was READY, and this was its state.
 *
 * @param deployment the deployment's id
 * @param times when it was verified and certified, and until when the certificate holds
 * @param sealed what was verified
 * @param ledger how far the ledger reached
 * @param log the last checkpoint of the ledger's log; empty if there was none
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
        Optional<LogMark> log,
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
     * What the ledger's log had signed (CONTRACT 14).
     *
     * @param origin the log's name
     * @param size how many entries the checkpoint counts; the ledger may have had more
     * @param root the root of the tree over them
     * @param checkpoint the whole checkpoint, as a signed note
     * @param cosignatures of the witnesses that the deployment knew
     */
    public record LogMark(String origin, long size, Sha256 root, String checkpoint, List<WitnessTime> cosignatures)
            implements JsonRecord {
        public LogMark {
            cosignatures = List.copyOf(cosignatures);
            TreeHead head = head(checkpoint);
            if (!head.origin().equals(origin)
                    || head.size() != size
                    || !head.root().equals(root)) {
                throw new IllegalArgumentException("the checkpoint says another origin, size or root");
            }
        }

        private static TreeHead head(String note) {
            try {
                return TreeHead.parse(
                        SignedNote.parse(note.getBytes(StandardCharsets.UTF_8)).text());
            } catch (MalformedNoteException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        /** A checkpoint and who cosigned it. */
        public static LogMark of(SignedNote note, List<WitnessTime> cosignatures) {
            String text = new String(note.bytes(), StandardCharsets.UTF_8);
            TreeHead head = head(text);
            return new LogMark(head.origin(), head.size(), head.root(), text, cosignatures);
        }

        /** What the checkpoint says. */
        public TreeHead head() {
            return head(checkpoint);
        }
    }

    /**
     * That a witness saw the log grow to the checkpoint.
     *
     * @param witness its name in the deployment's policy
     */
    public record WitnessTime(
            String witness, @JsonMember("timestamp") Instant time) implements JsonRecord {}

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
