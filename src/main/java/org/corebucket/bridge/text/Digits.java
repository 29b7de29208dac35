package org.corebucket.bridge.text;

/** Tells whole numbers in ASCII digits from other texts, before anything converts them. */
public final class Digits {

    private Digits() {}

    /**
     * Whether a text is a whole number without a sign.
     *
     * @param most how many digits it may have
     */
    public static boolean isNumber(String text, int most) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= most;
    }
}
