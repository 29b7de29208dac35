package org.corebucket.bridge.seal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.TrustAnchor;
import org.jspecify.annotations.Nullable;

/** The file in which this user keeps the {@link TrustState} of one deployment. It is named after the root's real path. */
public final class TrustStore {

    private static final String SUFFIX = ".state";
    private static final int PRIVATE_FILE = 0600;

    /** How long one holder of the state's lock is waited for. Each holds it for one small file: longer is a stopped process. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path directory;
    private final Path file;
    private final String root;
    private final Clock clock;

    /** The store for one deployment, in this user's state directory. */
    public TrustStore(Deployment deployment, Host host) {
        this.directory = host.stateDirectory();
        this.root = deployment.root().toString();
        this.clock = host.clock();
        this.file = directory.resolve(
                Sha256.of(root.getBytes(StandardCharsets.UTF_8)).hex() + SUFFIX);
    }

    /** The time, in whole seconds. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The file that holds the state, whether or not it is there. */
    public Path file() {
        return file;
    }

    /** The directory in which this user remembers what the deployment's witness has cosigned. */
    public Path witnessed() {
        String name = file.getFileName().toString();
        return directory.resolve(name.substring(0, name.length() - SUFFIX.length()) + ".witness");
    }

    /** Whether this user remembers anything of the deployment. */
    public boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The end of the ledger as it is remembered. It is null if no ledger was seen, or the state is damaged, so that there is
     * nothing to compare with; the check {@code seal} reports a damaged state.
     */
    public TrustState.@Nullable SeenLedger seenLedger() throws IOException {
        try {
            TrustState state = load();
            return state == null ? null : state.ledger();
        } catch (UnusableStateException e) {
            return null;
        }
    }

    /**
     * The largest checkpoint of the ledger's log as it is remembered. It is null if none was seen, or the state is damaged.
     */
    public TrustState.@Nullable SeenLog seenLog() throws IOException {
        try {
            TrustState state = load();
            return state == null ? null : state.log();
        } catch (UnusableStateException e) {
            return null;
        }
    }

    /**
     * The remembered state; null if there is none.
     *
     * @throws UnusableStateException if there is a file that does not hold a state
     */
    public @Nullable TrustState load() throws IOException, UnusableStateException {
        if (!exists()) {
            return null;
        }
        TrustState state = TrustState.parse(lines());
        if (state == null) {
            throw new UnusableStateException();
        }
        return state;
    }

    private List<String> lines() throws IOException, UnusableStateException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableStateException();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new UnusableStateException();
        }
    }

    /**
     * Saves a state durably. If the saved state is of the same deployment, and has a higher serial or a later trust root, it
     * stays as it is, unless another release key sealed the deployment anew. The open incidents are always kept, since only {@link #open} and {@link #close} change them; and so is the deployment's
     * ledger, which only {@link #remember} and {@link #replace} change.
     */
    @SuppressWarnings("try") // the lock is only held
    public void save(TrustState state) throws IOException {
        try (DeploymentLock lock = lock()) {
            if (!isOlder(state)) {
                write(kept(state));
            }
        }
    }

    /**
     * Remembers a ledger durably that was found sound, unless a longer one is remembered. If nothing is remembered of the
     * deployment at all, this does nothing.
     */
    public void remember(TrustState.SeenLedger ledger) throws IOException {
        change(kept -> isLonger(ledger, kept) ? kept.withLedger(ledger) : null);
    }

    /**
     * Remembers durably that this is the ledger from now on, even if it is shorter than before. It is for a ledger that an
     * operator has begun anew, which one of its entries records, or has accepted.
     *
     * @param ledger null if it is empty
     */
    public void replace(TrustState.@Nullable SeenLedger ledger) throws IOException {
        change(kept -> kept.withLedger(ledger));
    }

    /**
     * Remembers a log's checkpoint durably, unless a larger one of the same log is remembered, and the ledger that it counts, unless
     * a longer one is. If nothing is remembered of the deployment at all, this does nothing.
     */
    public void remember(TrustState.SeenLog log, TrustState.SeenLedger ledger) throws IOException {
        change(kept -> {
            TrustState changed = isLarger(log, kept) ? kept.withLog(log) : kept;
            changed = isLonger(ledger, kept) ? changed.withLedger(ledger) : changed;
            return changed.equals(kept) ? null : changed;
        });
    }

    /** Remembers in the same way a log's checkpoint that somebody else shows, whatever the ledger is. */
    public void remember(TrustState.SeenLog log) throws IOException {
        change(kept -> isLarger(log, kept) ? kept.withLog(log) : null);
    }

    private static boolean isLarger(TrustState.SeenLog log, TrustState kept) {
        TrustState.SeenLog known = kept.log();
        return known == null || !known.origin().equals(log.origin()) || known.size() < log.size();
    }

    private static boolean isLonger(TrustState.SeenLedger ledger, TrustState kept) {
        TrustState.SeenLedger known = kept.ledger();
        return known == null || known.size() < ledger.size();
    }

    /**
     * Remembers durably who may decide from now on. If nothing is remembered of the deployment at all, this does nothing.
     *
     * @param believed a version of the trust root that follows from what is remembered
     */
    public void believe(TrustAnchor.KnownVersion believed) throws IOException {
        change(kept -> wentBack(kept.believed(), believed) ? null : kept.withBelieved(believed));
    }

    /** Remembers durably that an incident is open. If nothing is remembered of the deployment at all, this does nothing. */
    public void open(String incident) throws IOException {
        change(incident, true);
    }

    /** Remembers durably that an incident is no longer open. */
    public void close(String incident) throws IOException {
        change(incident, false);
    }

    private void change(String incident, boolean open) throws IOException {
        change(kept -> {
            Set<String> ids = new TreeSet<>(kept.openIncidents());
            boolean changed = open ? ids.add(incident) : ids.remove(incident);
            return changed ? kept.withOpenIncidents(List.copyOf(ids)) : null;
        });
    }

    /** Changes a state; gives null if there is nothing to change. */
    private interface Change {
        @Nullable
        TrustState of(TrustState kept);
    }

    @SuppressWarnings("try") // the lock is only held
    private void change(Change change) throws IOException {
        if (!exists()) {
            return;
        }
        try (DeploymentLock lock = lock()) {
            TrustState kept = load();
            TrustState changed = kept == null ? null : change.of(kept);
            if (changed != null) {
                write(changed);
            }
        } catch (UnusableStateException e) {
            throw new IOException(file + " does not hold a state; repair or remove it first", e);
        }
    }

    /** Waits for the state's lock, but not for ever: an emergency stop must not wait for a process that is stopped itself. */
    private DeploymentLock lock() throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            return DeploymentLock.await(lock, LockPatience.withEachHolder(PATIENCE));
        } catch (LockHeldException e) {
            throw new IOException(
                    lock + " is held for more than " + PATIENCE.toSeconds() + " s" + e.byHolder()
                            + "; end that process, then try again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + lock);
        }
    }

    private void write(TrustState state) throws IOException {
        byte[] text = state.text(root).getBytes(StandardCharsets.UTF_8);
        new DurableFiles(directory.resolve(".staging")).write(file, text, PRIVATE_FILE);
    }

    /**
     * A state with the open incidents, ledger and clock's acceptance that are remembered. Ledger and acceptance are kept only
     * if it is the same deployment that lies there.
     */
    private TrustState kept(TrustState state) throws IOException {
        try {
            TrustState kept = load();
            if (kept == null) {
                return state;
            }
            TrustState merged = state.withOpenIncidents(kept.openIncidents());
            if (!kept.deployment().equals(state.deployment())) {
                return merged;
            }
            merged = merged.withLedger(kept.ledger()).withLog(kept.log());
            return state.clockAccepted() == null ? merged.withClockAccepted(kept.clockAccepted()) : merged;
        } catch (UnusableStateException e) {
            return state;
        }
    }

    private boolean isOlder(TrustState state) throws IOException {
        try {
            TrustState kept = load();
            return kept != null
                    && kept.deployment().equals(state.deployment())
                    && (wentBack(kept.believed(), state.believed())
                            || (!isOtherKey(kept.believed(), state.believed())
                                    && kept.highestSerial() > state.highestSerial()));
        } catch (UnusableStateException e) {
            return false;
        }
    }

    /** Whether the first one comes after the second: a trust root is never exchanged for a key, nor for an older version. */
    private static boolean wentBack(TrustAnchor kept, TrustAnchor next) {
        return kept instanceof TrustAnchor.KnownVersion known
                && !(next instanceof TrustAnchor.KnownVersion later && later.version() >= known.version());
    }

    private static boolean isOtherKey(TrustAnchor kept, TrustAnchor next) {
        return kept instanceof TrustAnchor.OneKey && next instanceof TrustAnchor.OneKey && !kept.equals(next);
    }

    /** There is a state file, but it does not hold a state. */
    public static final class UnusableStateException extends Exception {

        private static final long serialVersionUID = 1L;
    }
}
