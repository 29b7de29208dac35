package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;

/**
 * The paths of one key pair's files: {@code NAME.private.pem}, {@code NAME.public.pem}, and the public halves from before its
 * rotations. The pair {@code module}, with which modules sign unless they have a key of their own, has no name in front:
 * {@code private.pem} and {@code public.pem}.
 *
 * @param stem the part of the paths before {@code private.pem} and {@code public.pem}, with the directory; it may be a
 * directory alone
 */
public record KeyFiles(String stem) {

    /** Where a deployment's keys lie, relative to its root. */
    public static final String DIRECTORY = "security";

    /** A pattern that matches the names of public halves only. */
    public static final String PUBLIC_HALVES = "*public*.pem";

    /** The permission bits of a private half: only its owner reads and writes it. */
    public static final int PRIVATE_MODE = 0600;

    /** The permission bits of a public half. */
    public static final int PUBLIC_MODE = 0644;

    /** The permission bits of the directory. */
    public static final int DIRECTORY_MODE = 0700;

    private static final int PERMISSIONS = 0777;
    private static final String PRIVATE = "private.pem";
    private static final String PUBLIC = "public.pem";
    private static final String UNNAMED = "module";

    /** The pair of this name in a deployment. */
    public static KeyFiles named(String name) {
        return named(DIRECTORY + "/", name);
    }

    /** The pair of this name without a directory. */
    public static KeyFiles bare(String name) {
        return named("", name);
    }

    private static KeyFiles named(String directory, String name) {
        return new KeyFiles(name.equals(UNNAMED) ? directory : directory + name + ".");
    }

    /** The pair that a half belongs to; empty if the file's name is not that of a half, so that the other's can't be told. */
    public static Optional<KeyFiles> of(String path) {
        Optional<KeyFiles> pair = ofHalf(path, PRIVATE);
        return pair.isPresent() ? pair : ofHalf(path, PUBLIC);
    }

    /**
     * The pair that a public half belongs to; empty if the file's name is not that of a public half, so that the private half's
     * name can't be told.
     */
    public static Optional<KeyFiles> ofPublicHalf(String path) {
        return ofHalf(path, PUBLIC);
    }

    private static Optional<KeyFiles> ofHalf(String path, String half) {
        String stem = path.endsWith(half) ? path.substring(0, path.length() - half.length()) : "?";
        String name = stem.substring(stem.lastIndexOf('/') + 1);
        boolean named = name.length() > 1 && name.endsWith(".");
        return name.isEmpty() || named ? Optional.of(new KeyFiles(stem)) : Optional.empty();
    }

    /** The pattern of the files' names, for messages. */
    public static String pattern() {
        return "NAME." + PUBLIC + " and NAME." + PRIVATE;
    }

    /** Whether a file has the name of a private half. */
    public static boolean isPrivateHalf(String path) {
        return ofHalf(path, PRIVATE).isPresent();
    }

    /** Whether permission bits allow more than the owner's reading and writing. */
    public static boolean isOpenToOthers(int mode) {
        return (mode & PERMISSIONS & ~PRIVATE_MODE) != 0;
    }

    /** The path of the private half. */
    public String privateHalf() {
        return stem + PRIVATE;
    }

    /** The path of the public half. */
    public String publicHalf() {
        return stem + PUBLIC;
    }

    /** The path of the public half from before the last rotation: signatures of that key still verify. */
    public String previousHalf() {
        return previousOf(publicHalf());
    }

    /** The path of the public half from before the last rotation, whatever the present one is called. */
    static String previousOf(String publicHalf) {
        String start = publicHalf.endsWith(".pem") ? publicHalf.substring(0, publicHalf.length() - 4) : publicHalf;
        return start + ".previous.pem";
    }

    /** The path under which a public half from before an earlier rotation is kept. It is named by the digest of its content. */
    String keptHalf(byte[] content) {
        return stem + "public." + Sha256.of(content).hex().substring(0, 16) + ".pem";
    }

    /** The pattern of the names of all public halves from before a rotation. */
    String earlierHalves() {
        return fileName("public.*.pem");
    }

    /** The pattern of the paths of all files of the pair. */
    public String all() {
        return stem + "*.pem";
    }

    /** The pair's name for {@code bridgectl keys}. */
    public String name() {
        String file = fileName("");
        return file.isEmpty() ? UNNAMED : file.substring(0, file.length() - 1);
    }

    private String fileName(String end) {
        return stem.substring(stem.lastIndexOf('/') + 1) + end;
    }

    /** The command that makes the public half anew from the private one. */
    public String derivePublicHalf() {
        return "openssl pkey -in " + privateHalf() + " -pubout -out " + publicHalf();
    }

    /** Whether the pair lies where {@code bridgectl keys} makes pairs. */
    boolean isInDirectory() {
        return equals(named(name()));
    }

    /** The remedy, in words, that makes a new pair. It names the halves that are in the way, if they are there. */
    String generate(Deployment deployment) {
        List<String> there = new ArrayList<>();
        for (String half : List.of(privateHalf(), publicHalf())) {
            if (Files.exists(deployment.path(half), LinkOption.NOFOLLOW_LINKS)) {
                there.add(half);
            }
        }
        String command = "bridgectl keys generate " + name();
        return there.isEmpty() ? command : "move " + String.join(" and ", there) + " away, then: " + command;
    }

    /** Makes a directory for keys, closed to all but its owner, if it is not there. */
    static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            DurableFiles.makeDirectories(directory);
            DurableFiles.changeMode(directory, DIRECTORY_MODE);
        }
    }

    /** The directory of a deployment's keys. */
    public static Path directory(Deployment deployment) {
        return deployment.path(DIRECTORY);
    }
}
