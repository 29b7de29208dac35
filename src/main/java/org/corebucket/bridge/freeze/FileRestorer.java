package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * Puts sealed bytes back from the baseline, one file at a time, each as a whole. Nothing is deleted: what was in its place is
 * kept in {@code manifests/aside/}.
 */
final class FileRestorer {

    private static final int DEFAULT_MODE = 0644;
    private static final int NO_WRITE_BY_OTHERS = ~022;

    private final Deployment deployment;
    private final DurableFiles files;
    private final String asideName;

    /** The directory in which this restore keeps what it replaces; null as long as it has replaced nothing. */
    private @Nullable Path kept;

    /**
     * A restorer for one deployment; the caller must hold the deployment's lock.
     *
     * @param asideName the name of this restore's directory below {@code manifests/aside/}; if it is taken, as by a restore in
     * the same second, a number is added, so that nothing there is ever overwritten
     */
    FileRestorer(Deployment deployment, String asideName) {
        this.deployment = deployment;
        this.files = new DurableFiles(deployment.staging());
        this.asideName = asideName;
    }

    /** Removes what an interrupted restore or freeze left in the staging directory. */
    void sweep() throws IOException {
        files.sweep();
    }

    /**
     * Puts one file back as its entry says. It keeps the permission bits of the file in its place, but without write bits for
     * group and others.
     *
     * @throws MendableException if the baseline has no intact copy of it
     */
    void file(ManifestEntry entry) throws IOException, MendableException {
        Path target = deployment.path(entry.path());
        Path staged = stageIntactCopy(entry, modeOf(target));
        try {
            clearWay(entry.path());
            keepEvidence(entry.path());
            files.publish(staged, target);
        } finally {
            Files.deleteIfExists(staged); // it is only there if something failed
        }
    }

    /** Removes the write bits of group and others from a file whose bytes are as sealed. */
    void mode(ManifestEntry entry) throws IOException {
        Path target = deployment.path(entry.path());
        DurableFiles.changeMode(target, modeOf(target));
    }

    /** Moves a file that is not listed out of the canonical tree. */
    void aside(String path) throws IOException {
        DurableFiles.move(deployment.path(path), asidePath(path));
    }

    /**
     * Keeps a changed file under a second name before the sealed bytes take its place, since an investigation begins with what
     * an intruder left. Name and bytes are durable when this returns, so that even a loss of power can't destroy the evidence.
     */
    private void keepEvidence(String path) throws IOException {
        if (!isThere(path)) {
            return;
        }
        Path second = asidePath(path);
        try {
            Files.createLink(second, deployment.path(path));
        } catch (FileSystemException e) {
            // The file is on another file system, or belongs to another user: a copy has to do.
            Files.copy(deployment.path(path), second, LinkOption.NOFOLLOW_LINKS);
        }
        if (Files.isRegularFile(second, LinkOption.NOFOLLOW_LINKS)) {
            DurableFiles.syncFile(second);
        }
        DurableFiles.syncDirectory(DurableFiles.directoryOf(second));
    }

    private Path asidePath(String path) throws IOException {
        Path to = FileNames.resolve(ownAside(), path);
        DurableFiles.makeDirectories(DurableFiles.directoryOf(to));
        return to;
    }

    private Path ownAside() throws IOException {
        Path known = kept;
        if (known == null) {
            known = DurableFiles.free(deployment.aside().resolve(asideName));
            DurableFiles.makeDirectories(known);
            kept = known;
        }
        return known;
    }

    private Path stageIntactCopy(ManifestEntry entry, int mode) throws IOException, MendableException {
        MessageDigest sha256 = Sha256.newDigest();
        String object = Baseline.objectPath(entry.digest());
        Path staged;
        try (InputStream in = new DigestInputStream(TreeFiles.open(deployment.root(), object), sha256)) {
            staged = files.stage(in, mode);
        } catch (NoSuchFileException e) {
            throw noCopy(entry);
        }
        if (!entry.digest().equals(Sha256.ofBytes(sha256.digest()))) {
            Files.delete(staged);
            throw noCopy(entry);
        }
        return staged;
    }

    private static MendableException noCopy(ManifestEntry entry) {
        return MendableException.notAllowed("the baseline has no intact copy of " + entry.path()
                + "\nPut a file with this digest there from elsewhere: "
                + entry.digest().hex()
                + "\nor seal what is there now: bridgectl freeze --reason TEXT");
    }

    /** The permission bits of a file without write bits for group and others; the default ones if it is not there. */
    private static int modeOf(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return DEFAULT_MODE;
        }
        FileFacts facts = FileFacts.of(target);
        return facts.isRegular() ? facts.mode() & 0777 & NO_WRITE_BY_OTHERS : DEFAULT_MODE;
    }

    /** Moves aside anything but a directory on the way to a file, and a directory in the file's place. */
    private void clearWay(String path) throws IOException {
        int slash = path.indexOf('/');
        while (slash > 0) {
            String directory = path.substring(0, slash);
            if (isThere(directory) && FileFacts.of(deployment.path(directory)).type() != FileFacts.FileType.DIRECTORY) {
                aside(directory);
            }
            slash = path.indexOf('/', slash + 1);
        }
        if (isThere(path) && FileFacts.of(deployment.path(path)).type() == FileFacts.FileType.DIRECTORY) {
            aside(path);
        }
    }

    private boolean isThere(String path) throws IOException {
        try {
            FileFacts.of(deployment.path(path));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
