package org.corebucket.bridge.alert;

import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.text.Digits;

/**
 * The name of a queued message's file: the time at which it was queued, as thirteen digits of milliseconds, and the message's
 * id. So the order of the names is the order of the messages, and the file holds nothing but what is sent.
 *
 * @param millis since 1970; later than the last one's even if the clock stood still
 * @param id the message's id
 */
record AlertFileName(long millis, String id) implements Comparable<AlertFileName> {

    private static final int DIGITS = 13;
    private static final String END = ".json";

    static Optional<AlertFileName> parse(String name) {
        if (name.length() <= DIGITS + 1 + END.length()
                || name.charAt(DIGITS) != '-'
                || !name.endsWith(END)
                || !Digits.isNumber(name.substring(0, DIGITS), DIGITS)) {
            return Optional.empty();
        }
        String id = name.substring(DIGITS + 1, name.length() - END.length());
        return Optional.of(new AlertFileName(Long.parseLong(name.substring(0, DIGITS)), id));
    }

    String text() {
        String digits = Long.toString(millis);
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits + "-" + id + END;
    }

    Instant queuedAt() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public int compareTo(AlertFileName other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }
}
