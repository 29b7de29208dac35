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
 * @param path in the manifest's spelling, relative to the root
 * @param arguments what stands behind the name, with one space between two words; empty if nothing does
 */
record NamedFile(String path, String arguments) {

    private static final char REPLACEMENT = '\uFFFD';

    /**
     * Finds a file that may be followed by arguments. Of all ways to read the text the one with the longest name of a file
     * that is there counts, since names may have spaces.
     *
     * @throws FileNotFoundException if no file of such a name is there
     * @throws MendableException if it is no regular file, or not below the root
     * @throws MendableException if it has another name, too
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

    /** Finds a file; all else as for {@link #withArguments}. */
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

    /** A name that is no UTF-8 reaches us with its bytes replaced, and so does the name in its directory. */
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

    /** Its directory's real path and its own name: neither a link nor {@code ..} leads elsewhere than it seems to. */
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
