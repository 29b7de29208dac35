package org.corebucket.bridge.cron;

import java.util.Locale;
import org.corebucket.bridge.json.Quoted;

/** One of the five fields, with its name and the values that it may have. */
enum CronField {
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY_OF_MONTH("day of month", 1, 31, ""),
    MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    /** Sunday is 0 and 7. */
    DAY_OF_WEEK("day of week", 0, 7, "sun mon tue wed thu fri sat");

    private static final int SUNDAY_AGAIN = 7;
    private static final int NAME = 3;

    private final String words;
    private final int least;
    private final int most;
    private final String names;

    CronField(String words, int least, int most, String names) {
        this.words = words;
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /** Whether it is one of the two fields for days. */
    boolean isDay() {
        return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
    }

    /** The set of all its values, one bit for each. */
    long all() {
        int highest = this == DAY_OF_WEEK ? SUNDAY_AGAIN - 1 : most;
        return bits(least, highest, 1);
    }

    /**
     * The set of values that a text stands for, one bit for each.
     *
     * @throws IllegalArgumentException naming the field and what is wrong
     */
    long parse(String text) {
        long bits = 0;
        for (String element : text.split(",", -1)) {
            bits |= element(element);
        }
        boolean sundayAgain = this == DAY_OF_WEEK && (bits & (1L << SUNDAY_AGAIN)) != 0;
        return sundayAgain ? (bits | 1) & ~(1L << SUNDAY_AGAIN) : bits;
    }

    private long element(String element) {
        int slash = element.indexOf('/');
        String range = slash < 0 ? element : element.substring(0, slash);
        int dash = range.indexOf('-');
        if (range.equals("*")) {
            // "*/2" counts the days of a week from Sunday, which counts once
            return all() & bits(least, most, slash < 0 ? 1 : step(element, slash));
        }
        if (dash < 0) {
            if (slash >= 0) {
                throw refused(element, "has a step without a range; write one like " + least + "-" + most);
            }
            return 1L << value(range);
        }
        int from = value(range.substring(0, dash));
        int to = value(range.substring(dash + 1));
        // Sunday may also be the end of a range: "fri-sun", "5-0"
        to = this == DAY_OF_WEEK && to == 0 && from > 0 ? SUNDAY_AGAIN : to;
        if (from > to) {
            throw refused(element, "ends before it begins");
        }
        return bits(from, to, slash < 0 ? 1 : step(element, slash));
    }

    /** A step that is longer than the range leaves only the first value, as in cron. */
    private int step(String element, int slash) {
        int step = number(element.substring(slash + 1));
        if (step < 1) {
            throw refused(element, "has no step from 1 to 99");
        }
        return step;
    }

    private int value(String text) {
        int name = text.length() == NAME ? names.indexOf(text.toLowerCase(Locale.ROOT)) : -1;
        int value = name < 0 ? number(text) : name / (NAME + 1) + least;
        if (value < least || value > most) {
            throw refused(text, "is not from " + least + " to " + most);
        }
        return value;
    }

    /** The number that a text of digits stands for; -1 for any other text. */
    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 1) {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return text.isEmpty() ? -1 : number;
    }

    private static long bits(int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << value;
        }
        return bits;
    }

    private IllegalArgumentException refused(String text, String problem) {
        return new IllegalArgumentException("the " + words + " " + Quoted.of(text) + " " + problem);
    }
}
