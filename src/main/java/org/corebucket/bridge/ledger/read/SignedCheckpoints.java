package org.corebucket.bridge.ledger.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.ledger.read.CheckpointLines.CheckpointLine;

/** The checkpoints of a deployment, each believed only if the bridge's key signed it. */
public final class SignedCheckpoints {

    private final CheckpointLines lines;
    private final Trust trust;

    private SignedCheckpoints(CheckpointLines lines, Trust trust) {
        this.lines = lines;
        this.trust = trust;
    }

    /**
     * The checkpoints of a deployment.
     *
     * @param lines where they lie
     * @param origin the deployment's id
     * @throws MalformedKeyException if a public key of the bridge is malformed
     */
    public static SignedCheckpoints of(CheckpointLines lines, Deployment deployment, UUID origin)
            throws IOException, MalformedKeyException {
        return of(lines, origin, KeyRing.ever(deployment, KeyPurpose.BRIDGE));
    }

    /** Those that one of these keys must have signed. */
    public static SignedCheckpoints of(CheckpointLines lines, UUID origin, KeyRing keys) {
        return new SignedCheckpoints(lines, new Trust(origin, keys));
    }

    /**
     * What makes a checkpoint sound.
     *
     * @param origin the id of the deployment that it must name
     * @param keys the bridge's public key, and the earlier ones that were rotated out
     */
    record Trust(UUID origin, KeyRing keys) {

        /** Why a checkpoint is not sound; empty if it is. */
        String problem(Checkpoint checkpoint) {
            if (!checkpoint.origin().equals(origin)) {
                return "it is of another deployment, " + checkpoint.origin();
            }
            try {
                checkpoint.verify(keys);
                return "";
            } catch (InvalidSignatureException e) {
                return keys.isEmpty()
                        ? KeyPurpose.BRIDGE.publicHalf() + " is not there to verify it with"
                        : "the bridge's key did not sign it";
            }
        }
    }

    /** Why a checkpoint is not sound; empty if it is. */
    public String problem(Checkpoint checkpoint) {
        return trust.problem(checkpoint);
    }

    /** Reads all checkpoints from the first on. */
    CheckpointReader open() throws IOException {
        return new CheckpointReader(lines.open(), lines.name(), trust);
    }

    /** Reads none of them, and believes what one of the same keys signed. */
    CheckpointReader unread() {
        return new CheckpointReader(InputStream.nullInputStream(), lines.name(), trust);
    }

    /** Reads this checkpoint alone. */
    CheckpointReader only(Checkpoint checkpoint) {
        byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        return new CheckpointReader(new ByteArrayInputStream(line), lines.name(), trust);
    }

    /**
     * The checkpoint on the last line that a crash did not tear; empty if that line is not sound. No older checkpoint
     * serves instead: the bridge would refuse to start, and a verification from an older one would not show why.
     */
    Optional<Checkpoint> newest() throws IOException {
        List<CheckpointLine> newest = lines.newest();
        return newest.isEmpty() ? Optional.empty() : sound(newest.get(0));
    }

    /**
     * The checkpoint that the next one must follow from; empty if there is none yet.
     *
     * @throws IOException if the newest line is not sound
     */
    public Optional<Checkpoint> lastSigned() throws IOException {
        List<CheckpointLine> newest = lines.newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try {
            Checkpoint read = Checkpoint.parse(newest.get(0).text(), lines.name());
            String problem = trust.problem(read);
            if (!problem.isEmpty()) {
                throw new IOException(unsound(problem));
            }
            return Optional.of(read);
        } catch (MalformedJsonException e) {
            throw new IOException(unsound(String.valueOf(e.getMessage())), e);
        }
    }

    private String unsound(String problem) {
        return lines.name() + ": the last one is not sound, and nothing is signed behind it: " + problem;
    }

    /** The last sound checkpoint among the newest; empty if there is none. */
    public Optional<Checkpoint> last() throws IOException {
        for (CheckpointLine line : lines.newest()) {
            Optional<Checkpoint> read = sound(line);
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    /**
     * Parses and verifies a line; empty if it is not a sound checkpoint. The verification of the whole ledger reports
     * such lines.
     */
    private Optional<Checkpoint> sound(CheckpointLine line) {
        try {
            Checkpoint read = Checkpoint.parse(line.text(), lines.name());
            return trust.problem(read).isEmpty() ? Optional.of(read) : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /**
     * Appends a checkpoint durably.
     *
     * @throws IOException if the checkpoint is not durable
     */
    public void append(Checkpoint checkpoint) throws IOException {
        lines.append(checkpoint);
    }
}
