package org.corebucket.bridge.policy;

import java.time.DateTimeException;
import java.time.Duration;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.Digits;
import org.jspecify.annotations.Nullable;

/** Durations as people write them (CONTRACT 1): {@code 30s}, {@code 5m}, {@code 2h}, {@code 30d}, or ISO 8601 like {@code PT5M}. */
public final class DurationText {

    /** The longest duration: longer ones are mistakes, and could lead beyond the calendar when they are added to a time. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private static final int MOST_DIGITS = 10;

    private DurationText() {}

    /**
     * Reads a duration above zero and up to a hundred years.
     *
     * @throws IllegalArgumentException for anything else; the message says what is accepted
     */
    public static Duration parse(String text) {
        Duration duration = hasShortForm(text) ? shortForm(text) : isoForm(text);
        if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw refused(text, null);
        }
        return duration;
    }

    /**
     * Reads the duration in a field of a file.
     *
     * @throws MalformedJsonException if it is missing, or anything but what {@link #parse} accepts
     */
    public static Duration read(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return parse(fields.string(name));
        } catch (IllegalArgumentException e) {
            throw fields.refused(name, fields.line(name), String.valueOf(e.getMessage()), "write one like that");
        }
    }

    /** The shortest text that reads back as the same duration. */
    public static String of(Duration duration) {
        long seconds = duration.getSeconds();
        if (duration.getNano() != 0 || seconds <= 0) {
            return duration.toString();
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static boolean hasShortForm(String text) {
        int last = text.length() - 1;
        return last > 0
                && "smhd".indexOf(text.charAt(last)) >= 0
                && Digits.isNumber(text.substring(0, last), MOST_DIGITS);
    }

    private static Duration shortForm(String text) {
        long count = Long.parseLong(text, 0, text.length() - 1, 10);
        return switch (text.charAt(text.length() - 1)) {
            case 'd' -> Duration.ofDays(count);
            case 'h' -> Duration.ofHours(count);
            case 'm' -> Duration.ofMinutes(count);
            default -> Duration.ofSeconds(count);
        };
    }

    private static Duration isoForm(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw refused(text, e);
        }
    }

    private static IllegalArgumentException refused(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                Quoted.of(text)
                        + " is not a duration above zero and up to a hundred years, like 30s, 5m, 2h, 30d or PT5M",
                cause);
    }
}
