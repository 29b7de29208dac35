package org.corebucket.bridge.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.TreeCopier;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.manifest.ManifestEntry;

/**
 * Copies of all listed files, made for one run (CONTRACT 3). Each file is hashed while it is copied, and compared with the
 * manifest, so that a file that was changed after it was verified is never run.
 */
public final class StagedFiles {

    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int READ_ONLY = 0400;
    private static final int READ_AND_EXECUTE = 0500;

    private final Path root;
    private final Path target;
    private final Set<Path> directories = new TreeSet<>();

    private StagedFiles(Path root, Path target) {
        this.root = root;
        this.target = target;
    }

    /**
     * Copies every file under its own path, then takes all write bits away.
     *
     * @param target the directory of the copies, which is not there yet
     * @return what differs from the manifest, in words; empty if every copy has the sealed bytes
     * @throws IOException also if a file can't be read, which does not mean that it changed
     */
    public static Optional<String> stage(Path root, List<ManifestEntry> entries, Path target) throws IOException {
        return new StagedFiles(root, target).stage(entries);
    }

    private Optional<String> stage(List<ManifestEntry> entries) throws IOException {
        Files.createDirectory(target, PRIVATE_DIRECTORY);
        directories.add(target);
        try (TreeCopier copier = new TreeCopier(root)) {
            for (ManifestEntry entry : entries) {
                makeDirectories(entry.path());
                Path copy = target.resolve(entry.path());
                FileState state = copy(copier, entry.path(), copy);
                if (state instanceof FileState.Unreadable unread
                        && !(unread.trouble() instanceof AccessDeniedException)) {
                    throw IoTrouble.located(root.resolve(unread.path()).toString(), unread.trouble());
                }
                if (!(state instanceof FileState.Digested found)
                        || !found.digest().equals(entry.digest())) {
                    return Optional.of(Quoted.of(entry.path()) + " changed after it was verified");
                }
                DurableFiles.setMode(copy, isExecutable(entry) ? READ_AND_EXECUTE : READ_ONLY);
            }
        }
        for (Path directory : directories) {
            DurableFiles.setMode(directory, READ_AND_EXECUTE);
        }
        return Optional.empty();
    }

    /** Makes the directories on the way to a file. */
    private void makeDirectories(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Path directory = target.resolve(path.substring(0, slash));
            if (directories.add(directory)) {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
            }
        }
    }

    private static FileState copy(TreeCopier copier, String path, Path copy) throws IOException {
        Files.createFile(copy, PRIVATE_FILE);
        try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.WRITE)) {
            return copier.copy(path, out);
        }
    }

    /**
     * Whether the copy must be executable, as the file is now. The mode is not sealed, and does not matter to what was
     * verified: the copied bytes are the sealed ones even if the file is gone by now.
     */
    private boolean isExecutable(ManifestEntry entry) throws IOException {
        try {
            return FileFacts.of(root.resolve(entry.path())).isExecutable();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
