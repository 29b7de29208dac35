package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.HostLogMemory;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.CheckpointRequest;
import org.corebucket.bridge.ledger.tree.EntryProofs;
import org.corebucket.bridge.ledger.tree.LedgerLog;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;

/**
 * A deployment's log, for a command beside the bridge that may have it. What is signed here is signed under the ledger's lock; else
 * the bridge is asked to.
 */
final class LogAtHand {

    /** For how long a bridge is waited for. It looks every second whether somebody asks it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LOOK = Duration.ofMillis(250);

    /** The ledger does not hold, and so is not signed. */
    static final class UnsignedLedgerException extends IOException {

        private static final long serialVersionUID = 1L;

        UnsignedLedgerException(String problem) {
            super(problem);
        }
    }

    private final Session session;
    private final GlobalOptions global;
    private final Deployment deployment;
    private final LedgerPlace place;
    private final Path tiles;
    private final String origin;
    private final LogCheckpoints checkpoints;

    LogAtHand(Session session, GlobalOptions global, Deployment deployment, LedgerPlace place)
            throws IOException, MendableException {
        this.session = session;
        this.global = global;
        this.deployment = deployment;
        this.place = place;
        this.tiles = LogSettings.directory(deployment);
        this.origin = LogSettings.of(deployment)
                .origin(Ledgers.header(session, deployment).deployment());
        this.checkpoints = place.logCheckpoints(origin);
    }

    /** The last checkpoint; if there is none, one is signed first. */
    SignedNote last() throws IOException, MendableException, InterruptedException {
        Optional<SignedNote> signed = checkpoints.last();
        return signed.isPresent() ? signed.get() : counting(1);
    }

    /** Proves an entry by the last checkpoint, which is signed first if none counts the entry. */
    LogProof proof(WantedEntry wanted) throws IOException, MendableException, InterruptedException {
        Optional<SignedNote> signed = checkpoints.counting(wanted.seq(), DeploymentLog.witnesses(deployment));
        SignedNote checkpoint = signed.isPresent() ? signed.get() : counting(wanted.seq());
        try (LedgerReading ledger = place.read()) {
            return EntryProofs.of(ledger, tiles, checkpoint, wanted.seq(), wanted.hash());
        }
    }

    @SuppressWarnings("try") // the lock is only held
    private SignedNote counting(long seq) throws IOException, MendableException, InterruptedException {
        NoteKeys keys = NoteKeys.read(deployment, Holder.LOG)
                .orElseThrow(
                        () -> MendableException.notAllowed(
                                "this deployment has no log, so nothing can be proved\nMake its keys: bridgectl keys generate --log"));
        global.requireOwner(session.host(), deployment.root());
        Path lock = LedgerFiles.of(deployment).lock();
        CheckpointRequest request = new CheckpointRequest(tiles);
        for (Duration waited = Duration.ZERO; waited.compareTo(PATIENCE) < 0; waited = waited.plus(LOOK)) {
            try (DeploymentLock held = DeploymentLock.await(lock, LOOK)) {
                request.take();
                return sign(keys, seq);
            } catch (LockHeldException e) {
                request.make();
            }
            Optional<SignedNote> signed = checkpoints.counting(seq);
            if (signed.isPresent()) {
                return signed.get();
            }
        }
        throw new MendableException(
                MendableException.MendableKind.LOCKED,
                "no checkpoint counts entry " + seq + " yet, and whoever has the ledger signed none within "
                        + PATIENCE.toSeconds()
                        + " s\nA running bridge signs one when it is asked, and when it stops. Try again"
                        + " later; bridgectl status says whether a bridge runs, and its log why it signs nothing.");
    }

    private SignedNote sign(NoteKeys keys, long seq) throws IOException, MendableException {
        List<NoteSigner> signers = keys.signers(origin);
        if (!checkpoints.isShared()) {
            DeploymentLog.setAsideEnded(
                            deployment, origin, session.host().clock().instant())
                    .ifPresent(words -> session.err().println("bridgectl: " + OneLine.of(words)));
        }
        try (LedgerReading ledger = place.read();
                LedgerLog log = LedgerLog.open(
                        tiles,
                        origin,
                        signers,
                        checkpoints,
                        new HostLogMemory(new TrustStore(deployment, session.host())),
                        session.host().clock())) {
            Head head = head(ledger);
            Optional<SignedNote> signed =
                    head.size() < seq ? Optional.empty() : log.checkpoint(EntryHashes.of(ledger), head);
            return signed.orElseThrow(
                    () -> new IOException("entry " + seq + " is behind the last one of which it is known that"
                            + " no crash takes it back, which is " + head.size()
                            + "\nStart the bridge, which finds out: bridgectl run bridge"));
        }
    }

    /** The last entry that no crash takes back. */
    private Head head(LedgerReading ledger) throws IOException, MendableException {
        try (VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            progress.expect(ledger.bytes());
            ChainReport report = ChainVerifier.of(TreeHasher.onePerProcessor(), progress)
                    .verify(ledger, Ledgers.checkpoints(session, deployment, place));
            if (!report.holds() || report.v5()) {
                throw new UnsignedLedgerException("nothing was signed: the ledger "
                        + (report.v5() ? "is in the form of V5" : "does not hold")
                        + "\nSee what is wrong with it: bridgectl provenance verify");
            }
            return ledger.acknowledged().orElse(new Head(report.entries(), report.head()));
        }
    }
}
