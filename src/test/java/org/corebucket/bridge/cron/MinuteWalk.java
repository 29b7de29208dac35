package org.corebucket.bridge.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The due times of an expression by the plainest means: every minute is looked at. Knows {@code *}, numbers, lists, ranges and
 * steps; nothing of it is shared with what it checks.
 */
public final class MinuteWalk {

    private final String[] fields;
    private final ZoneId zone;

    /** The times of an expression in a zone. */
    public MinuteWalk(String expression, ZoneId zone) {
        this.fields = expression.split(" ", -1);
        this.zone = zone;
    }

    /** All due times after the first and up to the second. */
    public List<Instant> between(Instant from, Instant to) {
        TreeSet<Instant> due = new TreeSet<>();
        boolean everyHour = count(fields[1], 0, 23) == 24;
        Instant first = from.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
        TreeSet<LocalDateTime> seen = new TreeSet<>();
        LocalDateTime last = LocalDateTime.ofInstant(first, zone).minusMinutes(1);
        for (Instant time = first; !time.isAfter(to); time = time.plusSeconds(60)) {
            LocalDateTime local = LocalDateTime.ofInstant(time, zone);
            for (LocalDateTime skipped = last.plusMinutes(1);
                    skipped.isBefore(local);
                    skipped = skipped.plusMinutes(1)) {
                if (!everyHour && matches(skipped)) {
                    due.add(time);
                }
            }
            boolean fresh = seen.add(local);
            if (matches(local) && (fresh || everyHour)) {
                due.add(time);
            }
            last = local;
        }
        return new ArrayList<>(due.subSet(from, false, to, true));
    }

    private boolean matches(LocalDateTime time) {
        boolean monthly = matches(fields[2], time.getDayOfMonth(), 1, 31);
        boolean weekly = matches(fields[4], time.getDayOfWeek().getValue() % 7, 0, 6);
        // cronie 1.7, cron.c, find_jobs: (DOM_STAR || DOW_STAR) ? (thisdom && thisdow) : (thisdom || thisdow); entry.c
        // sets
        // the flags for a field whose first character is '*'.
        boolean both = !fields[2].startsWith("*") && !fields[4].startsWith("*");
        return matches(fields[0], time.getMinute(), 0, 59)
                && matches(fields[1], time.getHour(), 0, 23)
                && matches(fields[3], time.getMonthValue(), 1, 12)
                && (both ? monthly || weekly : monthly && weekly);
    }

    private static int count(String field, int least, int most) {
        int count = 0;
        for (int value = least; value <= most; value++) {
            count += matches(field, value, least, most) ? 1 : 0;
        }
        return count;
    }

    private static boolean matches(String field, int value, int least, int most) {
        for (String element : field.split(",", -1)) {
            String[] stepped = element.split("/", -1);
            String[] range = stepped[0].equals("*") ? new String[] {"" + least, "" + most} : stepped[0].split("-", -1);
            int from = Integer.parseInt(range[0]);
            int to = Integer.parseInt(range[range.length - 1]);
            int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
            if (value >= from && value <= to && (value - from) % step == 0) {
                return true;
            }
        }
        return false;
    }
}
