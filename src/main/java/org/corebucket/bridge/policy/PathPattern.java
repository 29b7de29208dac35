package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.Quoted;

/**
 * A pattern of file names: {@code *} is any run of characters and {@code ?} one, neither a slash. Without a slash it is
 * compared with the base name, else with the whole path relative to the root. Matching takes at most the product of both
 * lengths.
 */
public record PathPattern(String text) {

    static final String REMEDY = "write a name or a path relative to the root, with * and ? alone";

    /**
     * Checks a pattern.
     *
     * @throws IllegalArgumentException if it is no relative path, or uses what other pattern languages have and this has
     *     not: it would silently match nothing
     */
    public PathPattern {
        RelativePath.require(text);
        if (text.contains("**")) {
            throw new IllegalArgumentException(Quoted.of(text) + " has ** in it");
        }
        for (int i = 0; i < text.length(); i++) {
            if ("[]{}!\\".indexOf(text.charAt(i)) >= 0) {
                throw new IllegalArgumentException(Quoted.of(text) + " has a " + text.charAt(i) + " in it");
            }
        }
    }

    /** Whether a path, relative to the root and with slashes, has this pattern. */
    public boolean matches(String path) {
        return text.indexOf('/') < 0 ? matchesFrom(path, path.lastIndexOf('/') + 1) : matchesFrom(path, 0);
    }

    /** Goes back to the last star only: what an earlier one could still take, the last one can take as well. */
    private boolean matchesFrom(String path, int start) {
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
