package org.corebucket.bridge.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The times that modules write into payloads: ISO 8601 as CPython's {@code datetime.isoformat()} writes it, so with a
 * space for the {@code T}, without seconds, with up to nine digits after them, and with any offset, or none, which is UTC.
 */
public final class SentTime {

    private static final int LONGEST = "0000-00-00T00:00:00.000000000+00:00:00.000000".length();
    private static final int NANO_DIGITS = 9;

    private final String text;
    private int at;

    private SentTime(String text) {
        this.text = text;
    }

    /**
     * Reads a time.
     *
     * @throws DateTimeException for anything else
     */
    public static Instant parse(String text) {
        if (text.length() > LONGEST) {
            throw new DateTimeException("not a time");
        }
        return new SentTime(text).instant();
    }

    private Instant instant() {
        int year = digits(4);
        int month = after('-');
        int day = after('-');
        if (!take('T') && !take(' ') && !take('t')) {
            throw malformed();
        }
        int hour = digits(2);
        int minute = after(':');
        boolean seconds = take(':');
        int second = seconds ? digits(2) : 0;
        int nanos = seconds && take('.') ? fraction() : 0;
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second);
        return Instant.ofEpochSecond(local.toEpochSecond(ZoneOffset.UTC) - offset(), nanos);
    }

    /** The offset from UTC in seconds, up to the end of the text; parts of seconds do not matter to anyone. */
    private int offset() {
        if (at == text.length()) {
            return 0;
        }
        if (take('Z') || take('z')) {
            return end(0);
        }
        int sign = take('+') ? 1 : take('-') ? -1 : 0;
        if (sign == 0) {
            throw malformed();
        }
        int hours = digits(2);
        boolean colon = take(':');
        int minutes = colon || at < text.length() ? digits(2) : 0;
        int seconds = colon && take(':') ? digits(2) : 0;
        if (seconds > 0 && take('.')) {
            fraction();
        }
        if (hours > 23 || minutes > 59 || seconds > 59) {
            throw malformed();
        }
        return end(sign * (hours * 3600 + minutes * 60 + seconds));
    }

    private int end(int offset) {
        if (at != text.length()) {
            throw malformed();
        }
        return offset;
    }

    private int after(char separator) {
        if (!take(separator)) {
            throw malformed();
        }
        return digits(2);
    }

    private boolean take(char expected) {
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private int digits(int count) {
        int value = 0;
        for (int end = at + count; at < end; at++) {
            value = value * 10 + digit();
        }
        return value;
    }

    private int fraction() {
        int start = at;
        int nanos = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            nanos = nanos * 10 + digit();
            if (at - start >= NANO_DIGITS) {
                throw malformed();
            }
        }
        if (at == start) {
            throw malformed();
        }
        for (int i = at - start; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private int digit() {
        if (at >= text.length() || !isDigit(text.charAt(at))) {
            throw malformed();
        }
        return text.charAt(at) - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static DateTimeException malformed() {
        return new DateTimeException("not a time");
    }
}
