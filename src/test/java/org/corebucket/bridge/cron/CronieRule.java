package org.corebucket.bridge.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When cronie 1.7 runs a line, told once more in its own terms: how {@code load_entry} of its {@code entry.c} reads five fields,
 * and what {@code find_jobs} of its {@code cron.c} asks of a minute. Nothing of it is shared with what it checks; that it is right
 * is checked against what cronie's own code said (see {@link CronieTest}).
 *
 * @param minutes a bit each, as of the others; Sunday is 0 and 7
 * @param dayOfMonthIsStar whether the field begins with {@code *}
 * @param dayOfWeekIsStar whether the field begins with {@code *}
 */
record CronieRule(
        long minutes,
        long hours,
        long daysOfMonth,
        long months,
        long daysOfWeek,
        boolean dayOfMonthIsStar,
        boolean dayOfWeekIsStar) {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final long SUNDAYS = 1L | 1L << 7;

    /** What a line means; empty if cronie refuses it. */
    static Optional<CronieRule> read(String line) {
        return switch (line) {
            case "@yearly", "@annually" -> fields("0 0 1 1 *");
            case "@monthly" -> fields("0 0 1 * *");
            case "@weekly" -> fields("0 0 * * 0").map(rule -> rule.withStars(true, false));
            case "@daily", "@midnight" -> fields("0 0 * * *").map(rule -> rule.withStars(false, false));
            case "@hourly" -> fields("0 * * * *").map(rule -> rule.withStars(false, false));
            default -> fields(line);
        };
    }

    private static Optional<CronieRule> fields(String line) {
        String[] fields = line.strip().split("[ \t]+", -1);
        if (fields.length != 5) {
            return Optional.empty();
        }
        try {
            long week = list(fields[4], 0, 7, DAYS);
            return Optional.of(new CronieRule(
                    list(fields[0], 0, 59, List.of()),
                    list(fields[1], 0, 23, List.of()),
                    list(fields[2], 1, 31, List.of()),
                    list(fields[3], 1, 12, MONTHS),
                    (week & SUNDAYS) == 0 ? week : week | SUNDAYS,
                    fields[2].startsWith("*"),
                    fields[4].startsWith("*")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CronieRule withStars(boolean month, boolean week) {
        return new CronieRule(minutes, hours, daysOfMonth, months, daysOfWeek, month, week);
    }

    private static long list(String field, int low, int high, List<String> names) {
        return Arrays.stream(field.split(",", -1))
                .mapToLong(range -> range(range, low, high, names))
                .reduce(0, (one, other) -> one | other);
    }

    /** A star or a range may have a step, and a single number may not. */
    private static long range(String range, int low, int high, List<String> names) {
        String[] stepped = range.split("/", -1);
        String[] ends = stepped[0].split("-", -1);
        boolean star = stepped[0].equals("*");
        require(stepped.length <= 2 && ends.length <= 2 && (stepped.length == 1 || star || ends.length == 2));
        int step = stepped.length == 1 ? 1 : number(stepped[1], low, List.of());
        require(step != 0);
        int from = star ? low : number(ends[0], low, names);
        int to = star ? high : number(ends[ends.length - 1], low, names);
        // In whatever field; and not if a step follows, which then finds nothing to step over.
        to = stepped.length == 1 && ends.length == 2 && to == 0 && from > to ? 7 : to;
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            require(value >= low && value <= high);
            bits |= 1L << value;
        }
        return bits;
    }

    private static int number(String text, int low, List<String> names) {
        int name = names.indexOf(text.toLowerCase(Locale.ROOT));
        require(name >= 0 || text.matches("[0-9]+"));
        return name >= 0 ? name + low : Integer.parseInt(text);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("cronie refuses it");
        }
    }

    /** Whether it runs on a day at all. */
    boolean isDueOn(LocalDate day) {
        boolean byMonth = has(daysOfMonth, day.getDayOfMonth());
        boolean byWeek = has(daysOfWeek, day.getDayOfWeek().getValue() % 7);
        boolean both = dayOfMonthIsStar || dayOfWeekIsStar;
        return minutes != 0
                && hours != 0
                && has(months, day.getMonthValue())
                && (both ? byMonth && byWeek : byMonth || byWeek);
    }

    /** Whether it runs at a minute. */
    boolean isDueAt(LocalDateTime time) {
        return has(minutes, time.getMinute()) && has(hours, time.getHour()) && isDueOn(time.toLocalDate());
    }

    private static boolean has(long bits, int value) {
        return (bits >>> value & 1) == 1;
    }
}
