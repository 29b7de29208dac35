package org.corebucket.bridge.keys;

import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;

/**
 * The files of one key pair by their paths: {@code NAME.private.pem}, {@code NAME.public.pem}, and the public halves of before
 * its rotations. The pair that modules sign with unless they have their own stands without a name in front, and is called
 * {@code module}.
 *
 * @param stem what stands before {@code private.pem} and {@code public.pem}, with its directory; possibly a directory alone
 */
public record KeyFiles(String stem) {

    /** Where a deployment's keys lie, relative to its root. */
    public static final String DIRECTORY = "security";

    /** The pattern of the names that only files with a public half have. */
    public static final String PUBLIC_HALVES = "*public*.pem";

    /** The permission bits of a private half: its owner reads and writes it. */
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

    /** The pair of this name in no directory: its files' names. */
    public static KeyFiles bare(String name) {
        return named("", name);
    }

    private static KeyFiles named(String directory, String name) {
        return new KeyFiles(name.equals(UNNAMED) ? directory : directory + name + ".");
    }

    /** The pair that a half belongs to; of a file with another name a pair whose halves are called as usual. */
    public static KeyFiles of(String path) {
        if (path.endsWith(PRIVATE)) {
            return new KeyFiles(path.substring(0, path.length() - PRIVATE.length()));
        }
        return new KeyFiles(path.endsWith(PUBLIC) ? path.substring(0, path.length() - PUBLIC.length()) : path + ".");
    }

    /** The pair that a public half belongs to; empty if it is not called as one, so that nobody knows where the other lies. */
    public static Optional<KeyFiles> ofPublicHalf(String path) {
        return path.endsWith(PUBLIC) ? Optional.of(of(path)) : Optional.empty();
    }

    /** How the files of pairs are called, in words. */
    public static String pattern() {
        return "NAME." + PUBLIC + " and NAME." + PRIVATE;
    }

    /** Whether a file is called as a private half. */
    public static boolean isPrivateHalf(String path) {
        return path.endsWith(PRIVATE);
    }

    /** Whether more than the owner's reading and writing is allowed. */
    public static boolean isOpenToOthers(int mode) {
        return (mode & PERMISSIONS & ~PRIVATE_MODE) != 0;
    }

    /** Where the private half lies. */
    public String privateHalf() {
        return stem + PRIVATE;
    }

    /** Where the public half lies. */
    public String publicHalf() {
        return stem + PUBLIC;
    }

    /** Where the public half of before the last rotation lies: what it signed still verifies. */
    public String previousHalf() {
        return previousOf(publicHalf());
    }

    /** Where the public half of before the last rotation lies, whatever the present one is called. */
    static String previousOf(String publicHalf) {
        String start = publicHalf.endsWith(".pem") ? publicHalf.substring(0, publicHalf.length() - 4) : publicHalf;
        return start + ".previous.pem";
    }

    /** Where a public half of before an earlier rotation is kept, by what it holds. */
    String keptHalf(byte[] content) {
        return stem + "public." + Sha256.of(content).hex().substring(0, 16) + ".pem";
    }

    /** The pattern of the names of all public halves of before a rotation. */
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

    /** How to make the public half anew from the private one. */
    public String derivePublicHalf() {
        return "openssl pkey -in " + privateHalf() + " -pubout -out " + publicHalf();
    }

    /** How to make another pair in place of one that is of no use. */
    public String replace() {
        return "move " + privateHalf() + " and " + publicHalf() + " away, then: bridgectl keys generate " + name();
    }

    /** Where a deployment's keys lie. */
    public static Path directory(Deployment deployment) {
        return deployment.path(DIRECTORY);
    }
}
