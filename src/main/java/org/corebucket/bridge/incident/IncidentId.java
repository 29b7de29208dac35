package org.corebucket.bridge.incident;

import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;

/**
 * An incident's id, such as {@code INC-20261123T101112Z-4f2a1c}: the second in which it was raised, and six random hex digits
 * that tell incidents of the same second apart. Sorted as text, ids are sorted by time.
 */
public record IncidentId(String text) {

    private static final String FORM = "INC-00000000T000000Z-xxxxxx";
    private static final int RANDOM_DIGITS = 6;

    public IncidentId {
        if (!isId(text)) {
            throw new IllegalArgumentException("not an incident's id like INC-20261123T101112Z-4f2a1c");
        }
    }

    /**
     * An id for an incident of this time.
     *
     * @param random a random number, whose lowest 24 bits count
     */
    static IncidentId of(Instant time, int random) {
        String second = UtcTime.of(Instant.ofEpochSecond(time.getEpochSecond()))
                .replace("-", "")
                .replace(":", "");
        String digits = Integer.toHexString(random & 0xFFFFFF);
        return new IncidentId("INC-" + second + "-" + "0".repeat(RANDOM_DIGITS - digits.length()) + digits);
    }

    /** Whether a text has the form of an id. */
    static boolean isId(String text) {
        boolean same = text.length() == FORM.length();
        for (int i = 0; same && i < FORM.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            same = switch (FORM.charAt(i)) {
                case '0' -> digit;
                case 'x' -> digit || (c >= 'a' && c <= 'f');
                default -> c == FORM.charAt(i);
            };
        }
        return same;
    }

    @Override
    public String toString() {
        return text;
    }
}
