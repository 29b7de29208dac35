package org.corebucket.bridge.admission;

import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * What nonces and session ids are: strings of 1 to 128 characters (CONTRACT 6), which are code points. Half of a surrogate
 * pair is none: it has no UTF-8, so nobody could ask for the receipt of such a session.
 */
final class BoundedName {

    static final int LONGEST = 128;

    static final String EXPECTED = "a string of 1 to " + LONGEST + " characters, no half of a surrogate pair";

    private BoundedName() {}

    static boolean isOne(@Nullable JsonValue value) {
        return value instanceof JsonString string && isOne(string.text());
    }

    private static boolean isHalfOfAPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isOne(String text) {
        return !text.isEmpty()
                && text.length() <= 2 * LONGEST
                && text.codePointCount(0, text.length()) <= LONGEST
                && text.codePoints().noneMatch(BoundedName::isHalfOfAPair);
    }
}
