package org.corebucket.bridge.json;

import java.util.Comparator;

/**
 * Orders strings by their code points, as CPython orders text and as UTF-8 orders its bytes. {@link String#compareTo} orders
 * UTF-16 units, which puts U+10000 and above before U+E000. A lone surrogate is ordered by its own value.
 */
public enum CodePointOrder implements Comparator<String> {
    /** The one instance. */
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            if (left.charAt(i) != right.charAt(i)) {
                int start = splitsPair(left, right, i) ? i - 1 : i;
                return Integer.compare(left.codePointAt(start), right.codePointAt(start));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Whether the first difference lies in the second half of a code point that began before it. */
    private static boolean splitsPair(String left, String right, int at) {
        return at > 0
                && Character.isHighSurrogate(left.charAt(at - 1))
                && (Character.isLowSurrogate(left.charAt(at)) || Character.isLowSurrogate(right.charAt(at)));
    }
}
