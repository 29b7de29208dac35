package org.corebucket.bridge.cron;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. Each is {@code *}, or a list of values and
 * ranges, which may have a step; months and days of the week may be names of three letters. As crontab(5) says, it is enough if
 * one of the two fields for days matches, unless one of them begins with {@code *}: then both must match. {@code @hourly},
 * {@code @daily} and the like mean what crontab(5) says. An expression that is never due is refused, though cronie accepts it.
 *
 * <p>When the clocks of a zone change, it follows cron(8). An expression that leaves out some hours means certain times of the
 * day, and each of them is due exactly once: times that the change skips are due together, at the moment of the change, and
 * times that come twice are due the first time. An expression with every hour follows the local clock: times that are skipped
 * are not due, and times that come twice are due twice.
 */
public final class CronExpression {

    private static final int FIELDS = 5;

    /**
     * How far ahead a due day is searched for: the next 29 February may be eight years away, and one on a certain day of the
     * week forty.
     */
    private static final int DAYS_AHEAD = 41 * 366;

    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final int MINUTES_OF_AN_HOUR = 60;

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final String text;
    private final long minutes;
    private final long hours;
    private final long daysOfMonth;
    private final long months;
    private final long daysOfWeek;
    private final boolean eitherDay;

    private CronExpression(String text, Map<CronField, Long> fields, boolean eitherDay) {
        this.text = text;
        minutes = bits(fields, CronField.MINUTE);
        hours = bits(fields, CronField.HOUR);
        daysOfMonth = bits(fields, CronField.DAY_OF_MONTH);
        months = bits(fields, CronField.MONTH);
        daysOfWeek = bits(fields, CronField.DAY_OF_WEEK);
        this.eitherDay = eitherDay;
    }

    private static long bits(Map<CronField, Long> fields, CronField field) {
        return fields.getOrDefault(field, field.all());
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException saying what is wrong, also if it is never due
     */
    public static CronExpression parse(String text) {
        String written = NICKNAMES.getOrDefault(text.strip(), text);
        if (written.startsWith("@")) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + " is none of @hourly, @daily, @midnight, @weekly, @monthly,"
                            + " @yearly and @annually; for what is due when the runner starts there is the trigger onStartup");
        }
        StringTokenizer words = new StringTokenizer(written, " \t");
        if (words.countTokens() != FIELDS) {
            throw new IllegalArgumentException(Quoted.of(text) + " has " + words.countTokens()
                    + " fields, not five: minute, hour, day of month, month, day of week");
        }
        Map<CronField, Long> fields = new EnumMap<>(CronField.class);
        boolean eitherDay = true;
        for (CronField field : CronField.values()) {
            String word = words.nextToken();
            fields.put(field, field.parse(word));
            eitherDay &= !field.isDay() || !word.startsWith("*");
        }
        CronExpression expression = new CronExpression(text, fields, eitherDay);
        if (!expression.isEverDue()) {
            throw new IllegalArgumentException(Quoted.of(text) + " names days that its months don't have");
        }
        return expression;
    }

    /**
     * Reads the expression in a field of a file.
     *
     * @throws MalformedJsonException if it is missing, or nothing that {@link #parse} accepts
     */
    public static CronExpression read(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return parse(fields.string(name));
        } catch (IllegalArgumentException e) {
            throw fields.refused(
                    name, fields.line(name), String.valueOf(e.getMessage()), "write one like \"0 */2 * * *\"");
        }
    }

    /** Reads the zone beside an expression in a file: UTC unless it is given. */
    public static ZoneId readZone(JsonFields fields) throws MalformedJsonException {
        String zone = fields.has("zone") ? fields.string("zone") : "Z";
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw fields.refused(
                    "zone", fields.line("zone"), Quoted.of(zone) + " is unknown", "write one like Europe/Berlin");
        }
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** The last due time up to a time, in a zone; empty if it was not due for forty years. */
    public Optional<Instant> last(Instant time, ZoneId zone) {
        Duration back = A_MINUTE;
        Instant due = after(time.minus(back), zone);
        while (due.isAfter(time) && back.toDays() < DAYS_AHEAD) {
            back = back.plus(back);
            due = after(time.minus(back), zone);
        }
        Optional<Instant> last = Optional.empty();
        while (!due.isAfter(time)) {
            last = Optional.of(due);
            due = after(due, zone);
        }
        return last;
    }

    /** Whether it was written like another one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronExpression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The first due time after another time, in a zone. */
    public Instant after(Instant time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Instant from = time;
        ZoneOffset offset = rules.getOffset(time);
        LocalDateTime earliest = earliestAfter(time, offset, rules);
        while (true) {
            LocalDateTime due = atOrAfter(earliest);
            Instant instant = due.toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || instant.isBefore(change.getInstant())) {
                return instant;
            }
            if (isByTimeOfDay() && change.isGap() && due.isBefore(change.getDateTimeAfter())) {
                return change.getInstant();
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            earliest = wholeMinute(firstNewTime(change));
        }
    }

    private LocalDateTime earliestAfter(Instant time, ZoneOffset offset, ZoneRules rules) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), offset);
        LocalDateTime next = local.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        @Nullable ZoneOffsetTransition last = rules.previousTransition(time.plusNanos(1));
        if (last == null) {
            return next;
        }
        LocalDateTime fresh = wholeMinute(firstNewTime(last));
        return fresh.isAfter(next) ? fresh : next;
    }

    /**
     * The local time from which due times are searched for after a change: in a repeated hour, an expression for certain times
     * of the day skips the times that have been.
     */
    private LocalDateTime firstNewTime(ZoneOffsetTransition change) {
        return isByTimeOfDay() && change.isOverlap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
    }

    private static LocalDateTime wholeMinute(LocalDateTime time) {
        LocalDateTime minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? minute : minute.plusMinutes(1);
    }

    /** Whether it leaves out some hours, and means certain times of the day, each of which is due once. */
    public boolean isByTimeOfDay() {
        return hours != CronField.HOUR.all();
    }

    private LocalDateTime atOrAfter(LocalDateTime earliest) {
        LocalDate day = earliest.toLocalDate();
        int minute = isDay(day) ? minuteOfDay(earliest.getHour(), earliest.getMinute()) : -1;
        for (int i = 0; minute < 0 && i < DAYS_AHEAD; i++) {
            day = day.plusDays(1);
            minute = isDay(day) ? minuteOfDay(0, 0) : -1;
        }
        if (minute < 0) {
            throw new IllegalStateException("an expression that is ever due is due within forty years");
        }
        return day.atTime(minute / MINUTES_OF_AN_HOUR, minute % MINUTES_OF_AN_HOUR);
    }

    /** The first due minute of a day at or after another one; -1 if there is none. */
    private int minuteOfDay(int fromHour, int fromMinute) {
        if (has(hours, fromHour) && minutes >>> fromMinute != 0) {
            return fromHour * MINUTES_OF_AN_HOUR + first(minutes, fromMinute);
        }
        return hours >>> (fromHour + 1) == 0 ? -1 : first(hours, fromHour + 1) * MINUTES_OF_AN_HOUR + first(minutes, 0);
    }

    private static int first(long bits, int from) {
        return from + Long.numberOfTrailingZeros(bits >>> from);
    }

    private boolean isDay(LocalDate day) {
        if (!has(months, day.getMonthValue())) {
            return false;
        }
        boolean monthly = has(daysOfMonth, day.getDayOfMonth());
        boolean weekly = has(daysOfWeek, day.getDayOfWeek().getValue() % 7);
        return eitherDay ? monthly || weekly : monthly && weekly;
    }

    private boolean isEverDue() {
        int earliestDay = first(daysOfMonth, 0);
        for (Month month : Month.values()) {
            if (has(months, month.getValue()) && (eitherDay || earliestDay <= month.maxLength())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(long bits, int value) {
        return ((bits >>> value) & 1) != 0;
    }
}
