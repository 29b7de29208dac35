package org.corebucket.bridge.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.corebucket.bridge.text.Digits;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3), which has seconds or a date. */
public final class RetryAfter {

    /** The header's name. */
    public static final String NAME = "Retry-After";

    /** The value with which this server asks a client to come again: after one second. */
    public static final String SOON = "1";

    private static final int LONGEST_NUMBER = 15;

    private RetryAfter() {}

    /**
     * How long to wait; a date that has passed means no wait.
     *
     * @param value the header's value; empty if there is none
     * @return empty if there is no value, or it can't be read
     */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration wait = Digits.isNumber(text, LONGEST_NUMBER)
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
