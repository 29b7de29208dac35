package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.Quoted;

/**
 * A pattern of file names: {@code *} is any run of characters and {@code ?} one, neither a slash. Without a slash it is
 * compared with the base name, else with the whole path relative to the root. One that ends in {@code /**} matches everything
 * below the directories that the rest matches, at any depth. Matching takes at most the product of both lengths.
 */
public record PathPattern(String text) {

    private static final String BELOW = "/**";

    static final String REMEDY = "write a name or a path relative to the root, with * and ? alone, and /** at the end";

    /**
     * Checks a pattern.
     *
     * @throws IllegalArgumentException if it is no relative path, or uses what other pattern languages have and this has
     *     not: it would silently match nothing
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

    /** Whether a path, relative to the root and with slashes, has this pattern. */
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

    /** The pattern of a last component: of the files that it matches, or of the directory that they lie below. */
    public String lastName() {
        String named = directory(text);
        return named.substring(named.lastIndexOf('/') + 1);
    }

    /** Without the mark for everything below. */
    private static String directory(String text) {
        return text.endsWith(BELOW) ? text.substring(0, text.length() - BELOW.length()) : text;
    }

    /** Where the components of a path end that a pattern of directories can match, as no star takes a slash; else -1. */
    private static int slashBehind(String path, String directory) {
        int slash = path.indexOf('/');
        for (int i = directory.indexOf('/'); i >= 0 && slash >= 0; i = directory.indexOf('/', i + 1)) {
            slash = path.indexOf('/', slash + 1);
        }
        return slash;
    }

    /** Goes back to the last star only: what an earlier one could still take, the last one can take as well. */
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
