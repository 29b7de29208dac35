package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.keys.NoteKeys.WrittenVerifiers;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.HostLogMemory;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.EntryHashes.HashTaker;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.ledger.tree.CheckpointRequest;
import org.corebucket.bridge.ledger.tree.LedgerLog;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.Tile;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.TreeNodes;
import org.corebucket.bridge.transparency.VerifierKey;
import org.corebucket.bridge.witness.WitnessRounds;
import org.jspecify.annotations.Nullable;

/**
 * The log of a bridge's ledger (CONTRACT 14). A thread of its own follows the ledger, so no append waits, and signs a
 * checkpoint at every interval in which the ledger grew, at a stop, and when somebody asks. Threads may share it.
 *
 * <p>A ledger that does not continue what was signed is a critical incident, and nothing is signed from then on.
 */
final class SignedLog implements WitnessRounds.WitnessedSource, Closeable {

    /** A checkpoint that somebody waits for; it takes milliseconds, unless the tree is made again first. */
    private static final long PATIENCE_SECONDS = 5;

    /** What is signed last may take that much of the time in which a bridge ends. */
    private static final long ENDING_SECONDS = 2;

    /** So many entries are taken up in a moment, even if they are read from a disk. What takes longer waits for nobody who stops. */
    private static final long MOMENT = 1 << 15;

    private final Deployment deployment;
    private final String origin;
    private final List<NoteSigner> signers;
    private final LogCheckpoints checkpoints;
    private final Optional<LogPolicy> witnesses;
    private final HostLogMemory memory;
    private final Incidents incidents;
    private final QueuedLedger ledger;
    private final Duration interval;
    private final Clock clock;
    private final Consumer<String> notes;
    private final Consumer<Throwable> bugs;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "ledger-log");
        made.setDaemon(true);
        return made;
    });
    private Future<?> running = CompletableFuture.completedFuture(null);
    private Instant due = Instant.MIN;
    private Instant onDemand = Instant.MIN;
    private long followed;
    private volatile @Nullable LedgerLog log;
    private volatile @Nullable SignedNote last;

    /** The last checkpoint that a quorum of the witnesses cosigned, as far as this bridge knows. */
    private volatile @Nullable SignedNote cosigned;

    private volatile @Nullable String trouble;
    private volatile boolean changed;
    private volatile boolean ending;

    private SignedLog(
            Bridge.BridgeParts parts,
            List<NoteSigner> signers,
            LogCheckpoints checkpoints,
            Optional<LogPolicy> witnesses,
            QueuedLedger ledger,
            Clock clock) {
        this.deployment = parts.deployment();
        this.origin = parts.settings().log().origin(parts.origin());
        this.signers = signers;
        this.checkpoints = checkpoints;
        this.witnesses = witnesses;
        this.memory = new HostLogMemory(new TrustStore(parts.deployment(), parts.host()));
        this.incidents = new Incidents(parts.deployment(), parts.host());
        this.ledger = ledger;
        this.interval = parts.settings().storage().checkpointEvery();
        this.clock = clock;
        this.notes = parts.notes();
        this.bugs = parts.bugs();
    }

    /**
     * The log of a ledger.
     *
     * @param checkpoints where they are kept
     * @param witnesses whose cosignatures proofs should have; empty if nobody's
     * @param clock the bridge's
     * @return empty if the deployment has no keys of a log
     * @throws MendableException if a key can't be used
     */
    static Optional<SignedLog> of(
            Bridge.BridgeParts parts,
            LogCheckpoints checkpoints,
            Optional<LogPolicy> witnesses,
            QueuedLedger ledger,
            Clock clock)
            throws IOException, MendableException {
        Optional<NoteKeys> keys = NoteKeys.read(parts.deployment(), Holder.LOG);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String origin = parts.settings().log().origin(parts.origin());
        List<NoteSigner> signers = keys.get().signers(origin);
        writeVerifiers(parts, origin);
        SignedLog log = new SignedLog(parts, signers, checkpoints, witnesses, ledger, clock);
        log.attempt(log::lookBack);
        return Optional.of(log);
    }

    /** Writes the keys' verifier keys if none lie there. A bridge signs without them, too. */
    private static void writeVerifiers(Bridge.BridgeParts parts, String origin) throws MendableException {
        try {
            if (NoteKeys.writtenVerifiers(parts.deployment(), Holder.LOG, origin) == WrittenVerifiers.NONE) {
                NoteKeys.writeVerifiers(parts.deployment(), Holder.LOG, origin);
            }
        } catch (IOException e) {
            parts.notes()
                    .accept("the log's verifier keys could not be written to " + Holder.LOG.vkeys() + ": "
                            + IoTrouble.words(e));
        }
    }

    /** Follows the ledger, and signs if that is due or somebody asks, unless it is still at it. */
    void tick(Instant now) {
        if (running.isDone() && !changed) {
            running = thread.submit(() -> {
                round(now);
                return null;
            });
        }
    }

    private void round(Instant now) {
        boolean asked = isAsked();
        if (!now.isBefore(due) || asked) {
            due = now.plus(interval);
            attempt(this::sign);
        } else if (ledger.head().size() > followed) {
            attempt(this::follow);
        } else if (checkpoints.isShared()) {
            attempt(this::look);
        }
    }

    private boolean isAsked() {
        try {
            return new CheckpointRequest(LogSettings.directory(deployment)).take();
        } catch (IOException e) {
            // Whoever asked sees that nothing is signed.
            return false;
        }
    }

    /** Something that is done with the log. */
    private interface LogStep {
        void done() throws IOException;
    }

    /** Does a step, and keeps what is in its way for health. */
    private void attempt(LogStep step) {
        try {
            step.done();
            trouble = null;
        } catch (InconsistentLogException e) {
            found(e);
        } catch (IOException e) {
            trouble = IoTrouble.words(e);
        } catch (RuntimeException e) {
            trouble = "of a bug";
            bugs.accept(e);
        }
    }

    private void found(InconsistentLogException e) {
        changed = true;
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        trouble = lines.get(0);
        lines.forEach(notes);
        try {
            incidents.raise(Violation.logChanged(String.join(" ", lines)));
        } catch (IOException unrecorded) {
            notes.accept("that the log was changed could not be recorded: " + IoTrouble.words(unrecorded));
        }
    }

    private void sign() throws IOException {
        sign(List.of());
    }

    private void sign(List<TreeHead> shown) throws IOException {
        Head head = ledger.head();
        opened().checkpoint(this::hashes, head, shown).ifPresent(note -> last = note);
        followed = head.size();
        SignedNote known = cosigned;
        checkpoints.thin(known == null ? 0 : LogCheckpoints.head(known).size());
    }

    private void follow() throws IOException {
        Head head = ledger.head();
        opened().follow(this::hashes, head);
        followed = head.size();
        if (checkpoints.isShared()) {
            look();
        }
    }

    /** The hashes of the ledger's entries. If the bridge ends while so many are taken that it takes longer than a moment, no more are. */
    private void hashes(long first, long until, HashTaker taker) throws IOException {
        boolean isMoment = until - first < MOMENT;
        ledger.hashes()
                .give(
                        first,
                        until,
                        isMoment
                                ? taker
                                : (hashes, at) -> {
                                    if (ending) {
                                        throw new InterruptedIOException("the bridge ended while it read the ledger");
                                    }
                                    taker.take(hashes, at);
                                });
    }

    /** Sees what is signed already, by this bridge or by others, of the log of this name. */
    private void look() throws IOException {
        Optional<SignedNote> signed = checkpoints.last();
        if (signed.isPresent() && isOwn(signed.get())) {
            last = signed.get();
            noteCosigned(signed.get());
        }
    }

    /** Sees, besides, which one the witnesses cosigned last. */
    private void lookBack() throws IOException {
        look();
        Optional<SignedNote> before = checkpoints.counting(1, witnesses);
        if (before.isPresent() && isOwn(before.get())) {
            noteCosigned(before.get());
        }
    }

    private void noteCosigned(SignedNote note) throws IOException {
        SignedNote known = cosigned;
        boolean later = known == null
                || LogCheckpoints.head(known).size()
                        <= LogCheckpoints.head(note).size();
        if (later && witnesses.isPresent() && witnesses.get().isCosigned(note)) {
            cosigned = note;
        }
    }

    private boolean isOwn(SignedNote note) throws IOException {
        return LogCheckpoints.head(note).origin().equals(origin);
    }

    /** The log, opened by the thread when it is needed first: a disk that does not take it must not keep a bridge from serving. */
    private LedgerLog opened() throws IOException {
        LedgerLog open = log;
        if (open == null) {
            if (!checkpoints.isShared()) {
                DeploymentLog.setAsideEnded(deployment, origin, clock.instant()).ifPresent(notes);
            }
            open = LedgerLog.open(LogSettings.directory(deployment), origin, signers, checkpoints, memory, clock);
            log = open;
        }
        return open;
    }

    /** Its name for everybody. */
    String origin() {
        return origin;
    }

    @Override
    public LogCheckpoints checkpoints() {
        return checkpoints;
    }

    /** The tree, as far as it is followed. */
    @Override
    public TreeNodes tree() throws IOException {
        LedgerLog open = readable();
        if (open == null) {
            throw new IOException("the log can't be read: " + trouble().orElse("it is not open"));
        }
        return open.tree().tiles();
    }

    /** The last checkpoint that was signed, with the cosignatures that came; empty if there is none yet. */
    @Override
    public Optional<SignedNote> last() {
        return Optional.ofNullable(last);
    }

    /** What keeps it from following the ledger, or from signing. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the ledger does not continue what was signed. */
    boolean isChanged() {
        return changed;
    }

    /**
     * The last checkpoint, if it counts an entry; one is signed now if the ledger has the entry, none counts it, and none was asked
     * for within the last second.
     *
     * @param seq the entry's number, from 1
     */
    Optional<SignedNote> counting(long seq) throws IOException {
        SignedNote known = last;
        if (known != null && LogCheckpoints.head(known).size() >= seq) {
            return Optional.of(known);
        }
        if (changed || ledger.head().size() < seq || isFarBehind() || !maySignNow()) {
            return Optional.empty();
        }
        done(() -> {
            attempt(this::sign);
            return null;
        });
        SignedNote signed = last;
        return signed != null && LogCheckpoints.head(signed).size() >= seq ? Optional.of(signed) : Optional.empty();
    }

    /** Whether the tree is made of a long ledger at present: nobody who asks for something waits for that. */
    private boolean isFarBehind() {
        LedgerLog open = log;
        return open != null && ledger.head().size() - open.tree().size() >= MOMENT;
    }

    /** Once a second: who asks for a proof of each update would else have a checkpoint kept for each. */
    private synchronized boolean maySignNow() {
        Instant now = clock.instant();
        boolean may = !now.isBefore(onDemand.plusSeconds(1)) || now.isBefore(onDemand);
        if (may) {
            onDemand = now;
        }
        return may;
    }

    /** The log, opened if nothing had to be done with it yet; null if it can't be opened. */
    private @Nullable LedgerLog readable() throws IOException {
        if (log == null) {
            done(() -> {
                attempt(this::opened);
                return null;
            });
        }
        return log;
    }

    private void done(Callable<?> step) throws IOException {
        try {
            thread.submit(step).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the log's tree is made again, or its disk is slow; try again later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a checkpoint was signed", e);
        }
    }

    /**
     * Proves an entry by the last checkpoint that a quorum of the witnesses cosigned, else by the last one, which is signed first if
     * none counts the entry. The proof was verified.
     *
     * @param seq the entry's number, from 1
     * @param hash the entry's hash
     * @return empty if the ledger has no such entry, or no checkpoint could be signed; {@link #trouble} says why
     */
    Optional<LogProof> proof(long seq, Sha256 hash) throws IOException {
        LedgerLog open = readable();
        Optional<SignedNote> checkpoint = open == null ? Optional.empty() : proving(seq);
        if (open == null || checkpoint.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(holding(() -> open.proof(checkpoint.get(), seq, hash, this::hashes)));
    }

    /** The checkpoint that proves an entry to most people. */
    private Optional<SignedNote> proving(long seq) throws IOException {
        SignedNote known = cosigned;
        return known != null && LogCheckpoints.head(known).size() >= seq ? Optional.of(known) : counting(seq);
    }

    /** The hashes of a tile, 32 bytes each, if the last checkpoint's tree has it. They lead to the root that was signed. */
    Optional<byte[]> tile(Tile tile) throws IOException {
        LedgerLog open = readable();
        SignedNote checkpoint = last;
        if (open == null || checkpoint == null) {
            return Optional.empty();
        }
        return holding(() -> open.tile(tile, checkpoint, this::hashes));
    }

    /** The entries under a tile of level 0, as {@code tlog-tiles} has them, if the last checkpoint's tree has it. */
    Optional<byte[]> entries(Tile tile) throws IOException {
        LedgerLog open = readable();
        SignedNote checkpoint = last;
        if (open == null || checkpoint == null) {
            return Optional.empty();
        }
        return holding(() -> open.entries(tile, checkpoint, this::hashes, ledger::read));
    }

    /** Reads something of the log. */
    private interface LogRead<T> {
        T read() throws IOException;
    }

    /** What is read shows, too, whether the ledger still holds what was signed. */
    private <T> T holding(LogRead<T> reading) throws IOException {
        if (isFarBehind()) {
            throw new IOException("the log's tree is made of the ledger's entries at present; try again later");
        }
        try {
            return reading.read();
        } catch (InconsistentLogException e) {
            found(e);
            throw e;
        }
    }

    /** Adds a witness's cosignature to the checkpoint of that size. */
    @Override
    public void cosign(long size, NoteSignature cosignature) throws IOException {
        checkpoints.cosign(size, cosignature);
        done(() -> {
            attempt(() -> {
                look();
                Optional<SignedNote> note = checkpoints.of(size);
                if (note.isPresent()) {
                    noteCosigned(note.get());
                }
            });
            return null;
        });
    }

    /** Gives up what takes long: the bridge is to end. */
    void hurry() {
        ending = true;
    }

    /**
     * Holds the ledger against a checkpoint that a witness has of this log. Only this log's keys can have signed it, so a ledger that
     * does not continue it was changed, or went back, even if nothing here remembers that.
     */
    @Override
    public void shown(SignedNote checkpoint) throws IOException {
        if (changed || !isOwn(checkpoint) || !isSigned(checkpoint)) {
            return;
        }
        TreeHead head = LogCheckpoints.head(checkpoint);
        if (head.size() == 0) {
            return; // every ledger continues that
        }
        done(() -> {
            attempt(() -> sign(List.of(head)));
            return null;
        });
    }

    private boolean isSigned(SignedNote checkpoint) throws IOException {
        try {
            for (VerifierKey key : NoteKeys.verifiers(deployment, Holder.LOG, origin)) {
                if (key.verify(checkpoint).isPresent()) {
                    return true;
                }
            }
            return false;
        } catch (InvalidSignatureException e) {
            return false;
        } catch (MendableException e) {
            throw new IOException("the log's keys can't be read: " + e.getMessage(), e);
        }
    }

    /** Signs what the ledger has at the end, unless that takes too long, and gives back the files. */
    @Override
    public void close() throws IOException {
        hurry();
        try {
            if (!changed) {
                thread.submit(() -> attempt(this::sign)).get(ENDING_SECONDS, TimeUnit.SECONDS);
            }
            trouble().filter(words -> !changed).ifPresent(this::tellUnsigned);
        } catch (ExecutionException | TimeoutException e) {
            tellUnsigned("it takes longer than " + ENDING_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        LedgerLog open = log;
        if (open != null) {
            open.close();
        }
    }

    private void tellUnsigned(String why) {
        notes.accept("the log's last checkpoint is left to the next start: " + why);
    }
}
