package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/** Where this user keeps the {@link TrustState} of one deployment: a file named after the root's real path. */
public final class TrustStore {

    private static final int PRIVATE_FILE = 0600;

    /** A file lock keeps other processes waiting; a second thread of this one would get an exception. */
    private static final Object ONE_OF_THIS_PROCESS = new Object();

    private final Path directory;
    private final Path file;
    private final String root;

    /** The store for one deployment, in this user's state directory. */
    public TrustStore(Deployment deployment, Host host) {
        this.directory = host.stateDirectory();
        this.root = deployment.root().toString();
        this.file = directory.resolve(
                Sha256.of(root.getBytes(StandardCharsets.UTF_8)).hex() + ".state");
    }

    /** The file that holds the state, whether or not it is there. */
    public Path file() {
        return file;
    }

    /** Whether this user remembers anything of the deployment. */
    public boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Where this host has seen the ledger end; null if it has seen none, or its state can't be used, which the seal's check tells:
     * there is nothing to compare with then.
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
     * What is remembered; null if nothing is.
     *
     * @throws UnusableStateException if there is a file, and it does not hold a state
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
     * Remembers a state durably; of two that are saved at the same time for one deployment and key, the higher serial
     * stays. Which incidents are open stays as it was, too: that is for {@link #open} and {@link #close} alone; and so
     * does what is known of the deployment's ledger, which is for {@link #remember}.
     */
    @SuppressWarnings("try") // the lock is only held
    public void save(TrustState state) throws IOException {
        synchronized (ONE_OF_THIS_PROCESS) {
            try (FileChannel channel = lockFile();
                    FileLock lock = channel.lock()) {
                if (!isOlder(state)) {
                    write(kept(state));
                }
            }
        }
    }

    /**
     * Remembers, durably, a ledger that was found sound, unless it was longer already; nothing where nothing is remembered
     * of the deployment at all.
     */
    public void remember(TrustState.SeenLedger ledger) throws IOException {
        change(kept -> {
            TrustState.SeenLedger known = kept.ledger();
            return known == null || known.size() < ledger.size() ? kept.withLedger(ledger) : null;
        });
    }

    /**
     * Remembers, durably, that the ledger is this one from now on, whatever it was: only after an operator had it begun anew,
     * which an entry of it records.
     */
    public void replace(TrustState.SeenLedger ledger) throws IOException {
        change(kept -> kept.withLedger(ledger));
    }

    /** Remembers, durably, that an incident is open; nothing where nothing is remembered of the deployment at all. */
    public void open(String incident) throws IOException {
        change(incident, true);
    }

    /** Remembers, durably, that an incident is open no longer. */
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

    /** Makes another state of one; null if there is nothing to change. */
    private interface Change {
        @Nullable
        TrustState of(TrustState kept);
    }

    @SuppressWarnings("try") // the lock is only held
    private void change(Change change) throws IOException {
        if (!exists()) {
            return;
        }
        synchronized (ONE_OF_THIS_PROCESS) {
            try (FileChannel channel = lockFile();
                    FileLock lock = channel.lock()) {
                TrustState kept = load();
                TrustState changed = kept == null ? null : change.of(kept);
                if (changed != null) {
                    write(changed);
                }
            } catch (UnusableStateException e) {
                throw new IOException(file + " does not hold a state; repair or remove it first", e);
            }
        }
    }

    private FileChannel lockFile() throws IOException {
        DurableFiles.makeDirectories(directory);
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void write(TrustState state) throws IOException {
        byte[] text = state.text(root).getBytes(StandardCharsets.UTF_8);
        new DurableFiles(directory.resolve(".staging")).write(file, text, PRIVATE_FILE);
    }

    /** A state with what is not its own to say; another deployment at the same place has a ledger of its own. */
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
            merged = merged.withLedger(kept.ledger());
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
                    && kept.releaseKey().equals(state.releaseKey())
                    && kept.highestSerial() > state.highestSerial();
        } catch (UnusableStateException e) {
            return false;
        }
    }

    /** There is a state file, and nothing can be read from it. */
    public static final class UnusableStateException extends Exception {

        private static final long serialVersionUID = 1L;
    }
}
