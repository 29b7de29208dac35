package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.keys.NoteKeys.WrittenVerifiers;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.tree.LogMemory;
import org.corebucket.bridge.ledger.tree.LogTrust;
import org.corebucket.bridge.ledger.tree.LogVerification;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;

/** The log of a deployment, for whoever verifies it: its checkpoints, and by what they are judged. */
public final class DeploymentLog {

    private DeploymentLog() {}

    /**
     * The checkpoints that are kept of a deployment's ledger.
     *
     * @param id the deployment's
     */
    public static LogCheckpoints checkpoints(Deployment deployment, LedgerPlace ledger, UUID id) throws IOException {
        return ledger.logCheckpoints(LogSettings.of(deployment).origin(id));
    }

    /**
     * Makes ready to hold a ledger against its log. The ledger is to be opened afterwards.
     *
     * @param id the deployment's
     * @param memory what this host has seen of the log
     * @return empty if no checkpoint is kept, and none was seen; then none of the keys is looked at
     * @throws MendableException if the log's keys, or the policy that names its witnesses, can't be used
     */
    public static Optional<LogVerification> verification(
            Deployment deployment, LedgerPlace ledger, UUID id, LogMemory memory)
            throws IOException, MendableException {
        Optional<TreeHead> seen = memory.last(LogSettings.of(deployment).origin(id));
        LogCheckpoints checkpoints = checkpoints(deployment, ledger, id);
        return checkpoints.sizes().isEmpty() && seen.isEmpty()
                ? Optional.empty()
                : Optional.of(new LogVerification(
                        checkpoints, trust(deployment, id), seen, LogSettings.directory(deployment)));
    }

    /** What is to be said of a log of which no checkpoint is kept, and none was seen. */
    public static String withoutCheckpoint(Deployment deployment) {
        return NoteKeys.there(deployment, Holder.LOG).isEmpty()
                ? "Log: none, since the deployment has no keys for one"
                : "Log: no checkpoint yet";
    }

    /**
     * By what the checkpoints are judged. The keys are not known where this user may not read them.
     *
     * @throws MendableException if the log's keys, or the policy that names its witnesses, can't be used
     */
    public static LogTrust trust(Deployment deployment, UUID id) throws IOException, MendableException {
        return trust(deployment, LogSettings.of(deployment).origin(id));
    }

    /** The same, by the log's name. */
    public static LogTrust trust(Deployment deployment, String origin) throws IOException, MendableException {
        Optional<LogPolicy> policy = witnesses(deployment);
        List<VerifierKey> keys = new ArrayList<>(keys(deployment, origin));
        for (LogPolicy.Party log : policy.map(LogPolicy::logs).orElse(List.of())) {
            if (log.key().name().equals(origin) && !keys.contains(log.key())) {
                keys.add(log.key());
            }
        }
        return new LogTrust(origin, keys, policy);
    }

    private static List<VerifierKey> keys(Deployment deployment, String origin) throws IOException, MendableException {
        try {
            return NoteKeys.verifiers(deployment, Holder.LOG, origin);
        } catch (AccessDeniedException e) {
            return List.of();
        }
    }

    /**
     * Writes the verifier keys of the log's keys beside them, unless they lie there, or there are no keys, or the log's name is not
     * known, for want of a seal that holds.
     *
     * @return whether they were written
     * @throws MendableException if a key can't be used
     */
    public static boolean writeVerifierKeys(Deployment deployment, Host host) throws IOException, MendableException {
        Optional<String> origin = LogSettings.origin(deployment, host);
        if (origin.isEmpty()
                || NoteKeys.there(deployment, Holder.LOG).isEmpty()
                || NoteKeys.writtenVerifiers(deployment, Holder.LOG, origin.get()) == WrittenVerifiers.OF_THE_KEYS) {
            return false;
        }
        NoteKeys.writeVerifiers(deployment, Holder.LOG, origin.get());
        return true;
    }

    /**
     * Whether a log has signed something, as far as this host knows. Then another key in the place of one that is lost would make all
     * of that unsound.
     *
     * @param store what this host remembers of the deployment
     * @param origin the log's name
     */
    public static boolean hasSigned(Deployment deployment, TrustStore store, String origin) throws IOException {
        if (new HostLogMemory(store).last(origin).isPresent()) {
            return true;
        }
        return LogCheckpointFiles.of(LogSettings.directory(deployment), origin)
                .last()
                .isPresent();
    }

    /**
     * Sets aside the files of a log that had another name: the present one begins anew. Only whoever has the ledger's lock may.
     *
     * @param origin the present log's name
     * @return what was done, if anything
     */
    public static Optional<String> setAsideEnded(Deployment deployment, String origin, Instant now) throws IOException {
        Path log = LogSettings.directory(deployment);
        Optional<String> ended = LogCheckpointFiles.of(log, origin).ended();
        if (ended.isEmpty()) {
            return Optional.empty();
        }
        Path aside = LedgerFiles.of(deployment)
                .aside()
                .resolve("log-" + UtcTime.of(now).replace(":", ""));
        Files.createDirectories(aside.getParent());
        Files.move(log, aside);
        return Optional.of(
                "the log " + ended.get() + " has ended, and its files are in " + aside + "; " + origin + " begins");
    }

    /**
     * Whose cosignatures its checkpoints should have, sealed or not; empty if nobody's.
     *
     * @throws MendableException if the policy is malformed
     */
    public static Optional<LogPolicy> witnesses(Deployment deployment) throws IOException, MendableException {
        try {
            return Optional.of(LogPolicy.parse(
                    TreeFiles.read(deployment.root(), Deployment.WITNESSES, Deployment.LARGEST_SETTINGS)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedNoteException e) {
            throw e.in(Deployment.WITNESSES);
        }
    }
}
