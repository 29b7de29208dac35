package org.corebucket.bridge.setup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.manifest.SoleOwnership;
import org.corebucket.bridge.policy.RelativePath;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/**
 * A regular file below the root that a command line names in any spelling.
 *
 * @param path the file's path in the manifest's spelling, relative to the root
 * @param arguments the words that follow the name, with one space between two; empty if there are none
 */
record NamedFile(String path, String arguments) {

    private static final char REPLACEMENT = '\uFFFD';

    /**
     * Finds a file whose name may be followed by arguments. Names may have spaces, so the longest beginning of the text that
     * names a file which is there counts as the name.
     *
     * @throws FileNotFoundException if there is no such file
     * @throws MendableException if it is not a regular file, not below the root, or has a second name
     */
    static NamedFile withArguments(Path root, String text) throws IOException, MendableException {
        List<Integer> ends = new ArrayList<>();
        ends.add(text.length());
        for (int i = text.length() - 1; i > 0; i--) {
            if (text.charAt(i) == ' ') {
                ends.add(i);
            }
        }
        for (int end : ends) {
            String name = text.substring(0, end);
            if (isThere(root, name)) {
                return new NamedFile(pathOf(root, name), words(text.substring(end)));
            }
        }
        for (int end : ends) {
            requireUtf8(root, text.substring(0, end));
        }
        throw missing(root, text.strip().split(" ", 2)[0]);
    }

    /** Finds a file as {@link #withArguments} does, but the whole text is its name. */
    static NamedFile alone(Path root, String text) throws IOException, MendableException {
        if (!isThere(root, text)) {
            requireUtf8(root, text);
            throw missing(root, text);
        }
        return new NamedFile(pathOf(root, text), "");
    }

    private static String words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return String.join(" ", words);
    }

    private static boolean isThere(Path root, String name) {
        try {
            return !name.isBlank() && Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Refuses a file whose name is not UTF-8. Its bytes are replaced in the arguments of this process, so it is recognised by a
     * name in the directory that looks the same.
     */
    private static void requireUtf8(Path root, String name) throws IOException, MendableException {
        Path given = root.resolve(name);
        Path directory = name.indexOf(REPLACEMENT) < 0 ? null : given.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String whole = FileNames.of(file);
                if (file.toString().equals(given.toString()) && FileNames.hasRawBytes(whole)) {
                    throw MendableException.refused("can't adopt " + OneLine.of(FileNames.of(root.relativize(file)))
                            + ": its name is not UTF-8, and the policy has no other names\nGive it another name.");
                }
            }
        }
    }

    private static FileNotFoundException missing(Path root, String name) {
        return new FileNotFoundException(
                "can't adopt " + Quoted.printable(name) + ": there is no such file in " + root);
    }

    /**
     * The path made of the directory's real path and the file's own name, so that neither a link nor {@code ..} leads elsewhere
     * than it seems to.
     */
    private static String pathOf(Path root, String name) throws IOException, MendableException {
        Path given = root.resolve(name);
        FileFacts facts = FileFacts.of(given);
        if (!facts.isRegular()) {
            String remedy = facts.type() == FileFacts.FileType.DIRECTORY
                    ? "Name the files in it."
                    : "Put a plain file there, or name what it leads to.";
            throw refused(name, "it is " + facts.type().words(), remedy);
        }
        Path directory = Objects.requireNonNull(given.getParent(), "a file lies in a directory")
                .toRealPath();
        Path file = directory.resolve(given.getFileName());
        if (!file.startsWith(root)) {
            throw refused(name, "it is not below " + root, "Copy it into the deployment first.");
        }
        String path = root.relativize(file).toString();
        for (SoleOwnership.Flaw flaw : SoleOwnership.flaws(facts)) {
            if (!flaw.isAboutMode()) {
                throw MendableException.notAllowed(
                        "can't adopt " + Quoted.printable(name) + ": " + flaw.what() + "\n" + flaw.remedy(path));
            }
        }
        try {
            return RelativePath.require(path);
        } catch (IllegalArgumentException e) {
            throw refused(name, String.valueOf(e.getMessage()), "Give it another name.");
        }
    }

    private static MendableException refused(String name, String problem, String remedy) {
        return MendableException.refused("can't adopt " + Quoted.printable(name) + ": " + problem + "\n" + remedy);
    }
}
