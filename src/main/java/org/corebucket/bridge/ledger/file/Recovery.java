package org.corebucket.bridge.ledger.file;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainRequest;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.DurableMark;
import org.corebucket.bridge.ledger.read.LedgerDamage;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged ledger usable again: what lies behind the last sound entry is set aside, and the ledger goes on there
 * with an entry, signed by the bridge, that says what happened. Looking changes nothing. A crash between any two steps
 * leaves a ledger that can be looked at and recovered again. A recovery holds the ledger's lock until it is closed.
 */
public final class Recovery implements Closeable {

    /** The endpoint of the entry that records a recovery. */
    public static final String ENDPOINT = "recovery";

    private static final int LOG_MODE = 0640;

    private final DeploymentLock lock;
    private final Disk disk;
    private final LedgerFiles files;
    private final List<byte[]> soundCheckpoints = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Head acknowledged = Head.EMPTY;
    private Head sound = Head.EMPTY;
    private @Nullable DamagedPlace damage;
    private List<Path> later = List.of();
    private long unacknowledged;
    private boolean handedOver;

    private Recovery(DeploymentLock lock, Disk disk, LedgerFiles files) {
        this.lock = lock;
        this.disk = disk;
        this.files = files;
    }

    /**
     * Where the ledger ceases to be sound.
     *
     * @param line the first unsound line, from 1
     * @param offset where that line begins, in bytes
     */
    private record DamagedPlace(Path file, long line, long offset) {}

    /**
     * A file of bytes that no longer belong to the ledger.
     *
     * @param file where they are kept now
     * @param bytes how many they are
     * @param sha256 their digest
     */
    public record SetAside(Path file, long bytes, Sha256 sha256) {}

    /**
     * Looks for damage in a ledger, under its lock.
     *
     * @param checkpoints the deployment's checkpoints, with the keys that verify them
     * @param seen where this host has seen the ledger end
     * @throws LockHeldException if a bridge has the ledger open
     * @throws DamagedLedgerException if the ledger is in the form of V5, which can't be recovered but archived
     */
    public static Recovery look(LedgerFiles files, SignedCheckpoints checkpoints, Head seen)
            throws IOException, LockHeldException, DamagedLedgerException {
        return look(FileDisk.ofLogs(), files, checkpoints, seen);
    }

    static Recovery look(Disk disk, LedgerFiles files, SignedCheckpoints checkpoints, Head seen)
            throws IOException, LockHeldException, DamagedLedgerException {
        Recovery recovery = new Recovery(DeploymentLock.acquire(files.lock()), disk, files);
        boolean looked = false;
        try {
            recovery.look(checkpoints, seen);
            looked = true;
            return recovery;
        } finally {
            if (!looked) {
                recovery.close();
            }
        }
    }

    private void look(SignedCheckpoints checkpoints, Head seen) throws IOException, DamagedLedgerException {
        Head signed = readCheckpoints(checkpoints);
        Head mark = DurableMark.read(files.mark()).orElse(null);
        for (Head one : List.of(signed, mark == null ? Head.EMPTY : mark, seen)) {
            acknowledged = one.size() > acknowledged.size() ? one : acknowledged;
        }
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            ChainReport report = ChainVerifier.of(Runtime.getRuntime().availableProcessors(), HashProgress.NONE)
                    .verify(segments, ChainRequest.upToDamage(signed, seen, (entry, at) -> () -> {}));
            if (report.v5()) {
                throw DamagedLedgerException.v5(segments.path(1));
            }
            sound = new Head(report.entries(), report.head());
            if (report.damage().isPresent()) {
                LedgerDamage found = report.damage().get();
                Path file = segments.path(found.at().segment());
                damage = new DamagedPlace(file, found.line(), found.at().offset());
                sound = found.sound();
                problems.add(0, found.flaw().message());
                List<Path> all = files.segments();
                later = all.contains(file) ? all.subList(all.indexOf(file) + 1, all.size()) : List.of();
            } else if (Files.exists(files.live(), LinkOption.NOFOLLOW_LINKS)) {
                unacknowledged = Files.size(files.live()) - report.soundEnd().offset();
            }
        }
    }

    /**
     * Keeps the checkpoints whose signature holds, and reports the others.
     *
     * @return the head that the largest of them signs
     */
    private Head readCheckpoints(SignedCheckpoints checkpoints) throws IOException {
        Head longest = Head.EMPTY;
        List<byte[]> lines = lines(files.checkpoints());
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            try {
                Checkpoint read = Checkpoint.parse(line, LedgerFiles.CHECKPOINTS);
                String problem = checkpoints.problem(read);
                if (problem.isEmpty()) {
                    soundCheckpoints.add(line);
                    longest = read.size() > longest.size()
                            ? new Head(read.size(), read.head().hex())
                            : longest;
                } else {
                    problems.add(files.checkpoints() + ":" + (i + 1) + ": " + problem);
                }
            } catch (MalformedJsonException e) {
                boolean torn = i == lines.size() - 1 && Checkpoint.isTorn(line);
                if (!torn) {
                    problems.add(files.checkpoints() + ":" + (i + 1) + ": the line is no checkpoint");
                }
            }
        }
        return longest;
    }

    /** The whole lines of a small file; a torn last line is left out. */
    private static List<byte[]> lines(Path file) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return lines;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b : Files.readAllBytes(file)) {
            if (b == '\n') {
                lines.add(line.toByteArray());
                line.reset();
            } else {
                line.write(b);
            }
        }
        return lines;
    }

    /** What is wrong, one line for each problem. If there is none, the bridge starts on this ledger as it is. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The last entry that is sound, with all before it. */
    public Head sound() {
        return sound;
    }

    /** The largest head that was acknowledged, by the checkpoints, the mark and what this host has seen. */
    public Head acknowledged() {
        return acknowledged;
    }

    /**
     * The length of the torn tail behind a sound ledger, in bytes. It was never acknowledged, and the bridge cuts it
     * off when it starts.
     */
    public long unacknowledged() {
        return unacknowledged;
    }

    /** What would be set aside, in one clause for each file. */
    public List<String> rest() throws IOException {
        List<String> rest = new ArrayList<>();
        DamagedPlace at = damage;
        if (at != null && Files.exists(at.file(), LinkOption.NOFOLLOW_LINKS)) {
            long bytes = Files.size(at.file()) - at.offset();
            if (bytes > 0) {
                rest.add(at.file() + " from line " + at.line() + " on: " + bytes + " bytes");
            }
        }
        for (Path file : later) {
            rest.add(file + ": all of its " + Files.size(file) + " bytes");
        }
        if (keptCheckpoints().size() < lines(files.checkpoints()).size()) {
            rest.add(files.checkpoints() + ": what is unsound, or of entries behind " + sound.size());
        }
        return rest;
    }

    private List<byte[]> keptCheckpoints() {
        List<byte[]> kept = new ArrayList<>();
        for (byte[] line : soundCheckpoints) {
            try {
                if (Checkpoint.parse(line, LedgerFiles.CHECKPOINTS).size() <= sound.size()) {
                    kept.add(line);
                }
            } catch (MalformedJsonException e) {
                throw new IllegalStateException("it was parsed before", e);
            }
        }
        return kept;
    }

    /**
     * Sets aside what lies behind the last sound entry. Copies are durable before anything is cut.
     *
     * @param directory a new one below {@link LedgerFiles#aside()}
     */
    public List<SetAside> setAside(Path directory) throws IOException {
        DurableFiles.makeDirectories(directory);
        List<SetAside> aside = new ArrayList<>();
        copyCheckpoints(directory, aside);
        DamagedPlace at = damage;
        List<Path> whole = new ArrayList<>(later);
        if (at != null && isThere(at)) {
            if (at.offset() > 0) {
                aside.add(described(TornTail.keep(at.file(), at.offset(), directory)));
            } else {
                whole.add(0, at.file());
            }
        }
        Collections.reverse(whole);
        for (Path file : whole) {
            Path to = directory.resolve(String.valueOf(file.getFileName()));
            disk.rename(file, to);
            disk.syncDirectory(directory);
            disk.syncDirectory(files.directory());
            aside.add(described(to));
        }
        if (at != null && at.offset() > 0) {
            cut(at);
        }
        forgetIndexes();
        rewriteCheckpoints();
        MarkFile mark = new MarkFile(disk, files.mark());
        try (mark) {
            mark.reset(sound);
        }
        disk.syncDirectory(files.directory());
        return aside;
    }

    private static boolean isThere(DamagedPlace at) throws IOException {
        return Files.exists(at.file(), LinkOption.NOFOLLOW_LINKS) && Files.size(at.file()) > at.offset();
    }

    private void copyCheckpoints(Path directory, List<SetAside> aside) throws IOException {
        if (keptCheckpoints().size() < lines(files.checkpoints()).size()) {
            Path copy = directory.resolve(String.valueOf(files.checkpoints().getFileName()));
            writer().write(copy, Files.readAllBytes(files.checkpoints()), LOG_MODE);
            aside.add(described(copy));
        }
    }

    private void rewriteCheckpoints() throws IOException {
        List<byte[]> kept = keptCheckpoints();
        if (kept.size() < lines(files.checkpoints()).size()) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (byte[] line : kept) {
                text.write(line);
                text.write('\n');
            }
            writer().write(files.checkpoints(), text.toByteArray(), LOG_MODE);
        }
    }

    private DurableFiles writer() {
        return new DurableFiles(files.aside().resolve(".staging"));
    }

    /** Cuts the damaged segment off behind its last sound entry. A closed segment becomes the live one again. */
    private void cut(DamagedPlace at) throws IOException {
        LineFile.openDurable(disk, at.file(), at.offset(), TornTail.CUT).close();
        if (!at.file().equals(files.live())) {
            disk.rename(at.file(), files.live());
            disk.syncDirectory(files.directory());
        }
    }

    /**
     * Deletes the indexes of segments that no longer exist, so that no later segment of the same number finds them.
     * Indexes are derived, so nothing is lost.
     */
    private void forgetIndexes() throws IOException {
        Map<Integer, Path> closed = files.closedSegments();
        int first = closed.isEmpty() ? 1 : Collections.max(closed.keySet()) + 1;
        for (int number = first; Files.deleteIfExists(files.index(number)); number++) {
            // the next one
        }
    }

    private static SetAside described(Path file) throws IOException {
        FileState.Digested read = FileState.Digested.of(file);
        return new SetAside(file, read.size(), read.digest());
    }

    /**
     * Appends the entry that records what happened behind the last sound one, and signs a checkpoint.
     *
     * @param reason the operator's reason
     * @param incident the id of the incident that records the damage
     * @param aside what was set aside
     * @return the entry's receipt
     */
    public Receipt record(String reason, String incident, List<SetAside> aside, LedgerOptions options)
            throws IOException, DamagedLedgerException {
        handedOver = true;
        byte[] payload = payload(reason, incident, aside).getBytes(StandardCharsets.US_ASCII);
        return FileStore.begin(lock, disk, files, options, ENDPOINT, payload);
    }

    private String payload(String reason, String incident, List<SetAside> aside) {
        StringBuilder files = new StringBuilder();
        for (SetAside one : aside) {
            files.append(files.isEmpty() ? "" : ", ")
                    .append("{\"bytes\": ")
                    .append(one.bytes())
                    .append(", \"file\": ")
                    .append(Quoted.of("logs/" + this.files.directory().relativize(one.file())))
                    .append(", \"sha256\": \"")
                    .append(one.sha256().hex())
                    .append("\"}");
        }
        return "{\"acknowledged\": " + acknowledged.size() + ", \"damage\": "
                + Quoted.of(String.join("\n", problems))
                + ", \"incident\": " + Quoted.of(incident) + ", \"last_sound\": {\"hash\": \"" + sound.hash()
                + "\", \"seq\": " + sound.size() + "}, \"reason\": " + Quoted.of(reason) + ", \"set_aside\": [" + files
                + "]}";
    }

    @Override
    public void close() throws IOException {
        if (!handedOver) {
            lock.close();
        }
    }
}
