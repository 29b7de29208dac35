package org.corebucket.bridge.manifest;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.CodePointOrder;
import org.corebucket.bridge.text.FileNames;

/** Lists what lies on disk in the part of a deployment that is sealed as a whole. No link is followed. */
public final class CanonicalTree {

    /** The document that lies beside {@code canonical/} and is sealed with it. */
    public static final String RUN_DOCUMENT = "CANONICAL_RUN.md";

    /** What a message says of an item whose name no manifest can hold. */
    public static final String NOT_UTF8 = "a file whose name is not UTF-8";

    /**
     * Something in the tree.
     *
     * @param path relative to the root, so that no two names are spelled alike; see {@link FileNames}
     * @param what what it is, like {@code a directory}; empty for a regular file
     */
    public record Item(String path, String what) {

        private static Item of(Path path, String what) {
            return new Item(FileNames.of(path), what);
        }

        /** Whether it can be sealed. */
        public boolean isRegular() {
            return what.isEmpty();
        }

        /** Whether it is a directory that could be read. */
        public boolean isDirectory() {
            return what.equals("a directory");
        }
    }

    private CanonicalTree() {}

    /** Everything below {@code canonical/}, directories before what is in them. */
    private static List<Item> walk(Deployment deployment) throws IOException {
        List<Item> items = new ArrayList<>();
        Path root = deployment.root();
        if (!Files.isDirectory(deployment.canonical(), LinkOption.NOFOLLOW_LINKS)) {
            return items;
        }
        Files.walkFileTree(deployment.canonical(), new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                if (!dir.equals(deployment.canonical())) {
                    items.add(Item.of(root.relativize(dir), "a directory"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path path = root.relativize(file);
                items.add(Item.of(path, isUtf8(path) ? words(attributes) : NOT_UTF8));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof AccessDeniedException) {
                    items.add(Item.of(root.relativize(file), "a directory that can't be read"));
                } else if (!(e instanceof NoSuchFileException)) {
                    throw e; // a directory that can't be read is not an empty one
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return items;
    }

    /** Everything in the tree except directories, sorted by code point. */
    public static List<Item> contents(Deployment deployment) throws IOException {
        List<Item> contents = new ArrayList<>();
        for (Item item : walk(deployment)) {
            if (!item.isDirectory()) {
                contents.add(item);
            }
        }
        contents.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.path(), b.path()));
        return contents;
    }

    /**
     * Everything in the canonical tree that is neither listed nor a directory above a listed file. What lies in an unlisted
     * directory is not named.
     */
    public static List<Item> unlisted(Deployment deployment, List<ManifestEntry> entries) throws IOException {
        Set<String> known = new HashSet<>();
        for (ManifestEntry entry : entries) {
            String path = entry.path();
            if (!path.startsWith("canonical/")) {
                continue;
            }
            known.add(path);
            int slash = path.lastIndexOf('/');
            while (slash > 0 && known.add(path.substring(0, slash))) {
                slash = path.lastIndexOf('/', slash - 1);
            }
        }
        List<Item> unlisted = new ArrayList<>();
        String below = "";
        for (Item item : CanonicalTree.walk(deployment)) {
            if (known.contains(item.path()) || (!below.isEmpty() && item.path().startsWith(below))) {
                continue;
            }
            below = item.isDirectory() ? item.path() + "/" : "";
            unlisted.add(item);
        }
        return unlisted;
    }

    /** Whether a path survives as text, which everything else works with. */
    private static boolean isUtf8(Path path) {
        return path.getFileSystem().getPath(path.toString()).equals(path);
    }

    private static String words(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return "";
        }
        return attributes.isSymbolicLink() ? "a symbolic link" : "a FIFO, socket or device";
    }
}
