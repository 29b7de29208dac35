package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.Quoted;

/**
 * A pattern of file names (CONTRACT 11): {@code *} stands for any run of characters and {@code ?} for one, but neither for a
 * slash. A pattern without a slash is compared with the base name, any other with the whole path relative to the root. A
 * pattern that ends in {@code /**} matches everything, at any depth, below the directories that the rest of it matches. The
 * time to match is at most proportional to the product of both lengths.
 */
public record PathPattern(String text) {

    private static final String BELOW = "/**";

    static final String REMEDY = "write a name or a path relative to the root, with * and ? alone, and /** at the end";

    /**
     * Checks a pattern.
     *
     * @throws IllegalArgumentException if it is not a relative path, or has characters that only other pattern languages know,
     * so that it would silently match nothing
     */
    public PathPattern {
        RelativePath.require(text);
        if (directory(text).contains("**")) {
            throw new IllegalArgumentException(Quoted.of(text) + " has ** in it, and not as its last component");
        }
        for (int i = 0; i < text.length(); i++) {
            if ("[]{}!\\".indexOf(text.charAt(i)) >= 0) {
                throw new IllegalArgumentException(Quoted.of(text) + " has a " + text.charAt(i) + " in it");
            }
        }
    }

    /** Whether this pattern matches a path, relative to the root and with slashes. */
    public boolean matches(String path) {
        if (isDeep()) {
            String directory = directory(text);
            int end = slashBehind(path, directory);
            return end >= 0 && end < path.length() - 1 && matches(directory, path.substring(0, end), 0);
        }
        return matches(text, path, text.indexOf('/') < 0 ? path.lastIndexOf('/') + 1 : 0);
    }

    /** Whether it matches everything below a directory, whatever it is called. */
    public boolean isDeep() {
        return text.endsWith(BELOW);
    }

    /** The last component of the pattern: the files that it matches, or the directories below which they lie. */
    public String lastName() {
        String named = directory(text);
        return named.substring(named.lastIndexOf('/') + 1);
    }

    /** A pattern without the {@code /**} at its end. */
    private static String directory(String text) {
        return text.endsWith(BELOW) ? text.substring(0, text.length() - BELOW.length()) : text;
    }

    /**
     * The index in a path behind as many components as a pattern of directories has, since no star matches a slash; -1 if the
     * path has fewer.
     */
    private static int slashBehind(String path, String directory) {
        int slash = path.indexOf('/');
        for (int i = directory.indexOf('/'); i >= 0 && slash >= 0; i = directory.indexOf('/', i + 1)) {
            slash = path.indexOf('/', slash + 1);
        }
        return slash;
    }

    /**
     * Matches one text. On a mismatch it goes back to the last star only, since the last star can match whatever an earlier one
     * could.
     */
    private static boolean matches(String text, String path, int start) {
        int at = 0;
        int star = -1;
        int taken = start;
        int i = start;
        while (i < path.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                taken = i;
            } else if (at < text.length() && takes(text.charAt(at), path.charAt(i))) {
                i += text.charAt(at++) == '?' ? Character.charCount(path.codePointAt(i)) : 1;
            } else if (star >= 0 && path.charAt(taken) != '/') {
                taken += Character.charCount(path.codePointAt(taken));
                i = taken;
                at = star + 1;
            } else {
                return false;
            }
        }
        return at == text.length() || (at == text.length() - 1 && text.charAt(at) == '*');
    }

    private static boolean takes(char pattern, char actual) {
        return pattern == '?' ? actual != '/' : pattern == actual;
    }
}
