package org.corebucket.bridge.outside;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.CodePointOrder;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/**
 * The digests of files outside of the deployment, as a freeze recorded them. The record is a canonical file, so that the manifest
 * lists it and the seal covers it; it has the form of a manifest whose paths begin at {@code /}, as {@code sha256sum -c} reads it there.
 */
public final class OutsideRecord {

    static final Path TOP = Path.of("/");

    private static final String HEAD =
            "# Files outside of the deployment, as bridgectl freeze recorded them. Compare: cd / && sha256sum -c FILE\n";
    private static final int MODE = 0644;

    private OutsideRecord() {}

    /**
     * Records what is there now, for a freeze to seal. Without anything to record, nothing is done.
     *
     * @param named absolute paths, of files, or of directories if they end in a slash
     * @throws MendableException if one of them can't be sealed
     */
    public static void record(Deployment deployment, List<String> named) throws IOException, MendableException {
        if (named.isEmpty()) {
            return;
        }
        requireOutside(deployment, named);
        List<String> paths = files(named);
        if (paths.isEmpty()) {
            throw MendableException.notAllowed("there is no file in what the policy's outside names"
                    + "\nName a file as well, or take the directory out.");
        }
        List<FileState> states = new TreeHasher(TOP, TreeHasher.onePerProcessor(), HashProgress.NONE).hash(paths);
        List<ManifestEntry> entries = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            if (states.get(i) instanceof FileState.Unreadable unread) {
                throw IoTrouble.located("/" + OneLine.of(unread.path()), unread.trouble());
            }
            if (FileNames.hasRawBytes(path) || !(states.get(i) instanceof FileState.Digested found)) {
                throw MendableException.notAllowed(
                        "/" + OneLine.of(path) + " can't be sealed: " + words(path, states.get(i))
                                + "\nName in the policy's outside only regular files by their real paths, or directories of such files.");
            }
            entries.add(new ManifestEntry(found.digest(), path, path));
        }
        new DurableFiles(deployment.staging())
                .write(deployment.path(Deployment.OUTSIDE), ManifestWriter.write(HEAD, entries), MODE);
    }

    private static String words(String path, FileState state) {
        if (FileNames.hasRawBytes(path)) {
            return "its name is not UTF-8";
        }
        if (state instanceof FileState.NotRegular found) {
            return "it is " + found.what();
        }
        return state instanceof FileState.Unreachable found
                ? "/" + found.directory() + " is " + found.what()
                : "it is missing";
    }

    private static void requireOutside(Deployment deployment, List<String> named) throws MendableException {
        for (String one : named) {
            Path path = Path.of(one);
            if (one.endsWith("/") && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw MendableException.notAllowed(OneLine.of(one) + " in the policy's outside is no directory"
                        + "\nMake it, name it by its real path, or take the slash from its end if it is a file.");
            }
            if (path.startsWith(deployment.root()) || deployment.root().startsWith(path)) {
                throw MendableException.notAllowed(OneLine.of(one) + " is in the deployment, or holds it"
                        + "\nName in the policy's outside what lies elsewhere; its own files belong in files.");
            }
        }
    }

    /**
     * What is named, and everything below the directories that are named, by paths that begin at {@code /} without it; sorted.
     * Links are not followed, and are among it.
     */
    static List<String> files(List<String> named) throws IOException {
        TreeSet<String> paths = new TreeSet<>(CodePointOrder.INSTANCE);
        for (String one : named) {
            if (!one.endsWith("/")) {
                paths.add(one.substring(1));
            } else if (Files.exists(Path.of(one))) {
                Files.walkFileTree(Path.of(one), new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        paths.add(FileNames.of(file).substring(1));
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        return new ArrayList<>(paths);
    }

    /**
     * Reads the record.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    static Manifest read(Deployment deployment) throws IOException, MalformedManifestException {
        byte[] bytes = TreeFiles.read(deployment.root(), Deployment.OUTSIDE, Integer.MAX_VALUE - 8);
        return ManifestReader.read(new ByteArrayInputStream(bytes), Deployment.OUTSIDE);
    }
}
