package org.corebucket.bridge.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronExpressionTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    * * * * *        | 2026-11-23T08:01:00Z
                    0 */2 * * *      | 2026-11-23T10:00:00Z
                    15,45 9-17 * * * | 2026-11-23T09:15:00Z
                    0 0 29 2 *       | 2028-02-29T00:00:00Z
                    0 0 * * sun      | 2026-11-29T00:00:00Z
                    0 0 * * 7        | 2026-11-29T00:00:00Z
                    0 0 * * 5-7/2    | 2026-11-27T00:00:00Z
                    0 0 * JAN 0-6    | 2027-01-01T00:00:00Z
                    59 23 31 12 *    | 2026-12-31T23:59:00Z
                    0 0 1 * fri      | 2026-11-27T00:00:00Z
                    00 08 * * *      | 2026-11-24T08:00:00Z
                    0 9 */2 * 1      | 2026-11-23T09:00:00Z
                    0 7 */2 * 1      | 2026-12-07T07:00:00Z
                    0 9 1 * */2      | 2026-12-01T09:00:00Z
                    0 9 2 * */2      | 2027-01-02T09:00:00Z
                    0 9 2 * 0-6/2    | 2026-11-24T09:00:00Z
                    0 9 *,5 * 2      | 2026-11-24T09:00:00Z
                    0 0 29 2 */6     | 2032-02-29T00:00:00Z
                    */60 * * * *     | 2026-11-23T09:00:00Z
                    0 */24 * * *     | 2026-11-24T00:00:00Z
                    0 0 * * fri-sun  | 2026-11-27T00:00:00Z
                    1 0 * * mon-sun  | 2026-11-24T00:01:00Z
                    0 0 * * 6-0      | 2026-11-28T00:00:00Z
                    @hourly          | 2026-11-23T09:00:00Z
                    @daily           | 2026-11-24T00:00:00Z
                    @midnight        | 2026-11-24T00:00:00Z
                    @weekly          | 2026-11-29T00:00:00Z
                    @monthly         | 2026-12-01T00:00:00Z
                    @yearly          | 2027-01-01T00:00:00Z
                    @annually        | 2027-01-01T00:00:00Z
                    """)
    void isDueAtTheNextTimeThatItNames(String expression, Instant due) {
        Instant mondayMorning = Instant.parse("2026-11-23T08:00:00Z");

        assertThat(CronExpression.parse(expression).after(mondayMorning, ZoneOffset.UTC))
                .isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``             | "" has 0 fields, not five: minute, hour, day of month, month, day of week
                    * * * *        | "* * * *" has 4 fields, not five: minute, hour, day of month, month, day of week
                    0 * * * * *    | "0 * * * * *" has 6 fields, not five: minute, hour, day of month, month, day of week
                    @reboot        | "@reboot" is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually; for what is due when the runner starts there is the trigger onStartup
                    60 * * * *     | the minute "60" is not from 0 to 59
                    * 24 * * *     | the hour "24" is not from 0 to 23
                    * * 0 * *      | the day of month "0" is not from 1 to 31
                    * * * 13 *     | the month "13" is not from 1 to 12
                    * * * mai *    | the month "mai" is not from 1 to 12
                    * * * * 8      | the day of week "8" is not from 0 to 7
                    1, * * * *     | the minute "" is not from 0 to 59
                    -1 * * * *     | the minute "" is not from 0 to 59
                    001 * * * *    | the minute "001" is not from 0 to 59
                    * * L * *      | the day of month "L" is not from 1 to 31
                    * * ? * *      | the day of month "?" is not from 1 to 31
                    * 17-9 * * *   | the hour "17-9" ends before it begins
                    * * * * sat-mon | the day of week "sat-mon" ends before it begins
                    */0 * * * *    | the minute "*/0" has no step from 1 to 99
                    */100 * * * *  | the minute "*/100" has no step from 1 to 99
                    1-3/x * * * *  | the minute "1-3/x" has no step from 1 to 99
                    5/15 * * * *   | the minute "5/15" has a step without a range; write one like 0-59
                    0 0 30 2 *     | "0 0 30 2 *" names days that its months don't have
                    0 0 31 4,6,9 * | "0 0 31 4,6,9 *" names days that its months don't have
                    """)
    void refusesEachFlawByName(String expression, String message) {
        assertThatThrownBy(() -> CronExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void runsWhatTheChangeToSummerTimeSkipsOnceAtTheChange() {
        assertThat(times("*/20 2 * * *", BERLIN, "2026-03-28T12:00", 4))
                .containsExactly(
                        "2026-03-29T03:00+02:00", // all three of the 29th
                        "2026-03-30T02:00+02:00",
                        "2026-03-30T02:20+02:00",
                        "2026-03-30T02:40+02:00");
    }

    @Test
    void countsASkippedTimeAndOneAtTheChangeAsOne() {
        assertThat(times("0 2,3 * * *", BERLIN, "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
    }

    @Test
    void runsWhatComesTwiceAtItsFirstTime() {
        assertThat(times("30 1 * * *", NEW_YORK, "2026-10-31T12:00", 2))
                .containsExactly("2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00");
    }

    @Test
    void doesNotRunInTheSecondPassWhenAskedWithinIt() {
        Instant secondPass = Instant.parse("2026-11-01T06:10:00Z"); // 01:10 for the second time

        assertThat(CronExpression.parse("30 1 * * *").after(secondPass, NEW_YORK))
                .isEqualTo("2026-11-02T06:30:00Z");
    }

    @Test
    void goesByTheWallClockIfItHasEveryHour() {
        assertThat(times("30 * * * *", BERLIN, "2026-10-25T01:00", 4))
                .containsExactly(
                        "2026-10-25T01:30+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:30+01:00");
        assertThat(times("30 * * * *", BERLIN, "2026-03-29T01:00", 2))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00");
    }

    @Test
    void knowsChangesOfHalfAnHour() {
        assertThat(times("15 2 * * *", LORD_HOWE, "2026-10-03T12:00", 2))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
        assertThat(times("45 1 * * *", LORD_HOWE, "2026-04-04T12:00", 2))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
    }

    @Test
    void knowsADayThatAZoneLeftOut() {
        assertThat(times("0 12 * * *", ZoneId.of("Pacific/Apia"), "2011-12-29T13:00", 2))
                .containsExactly("2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void agreesWithCronUtilsAwayFromChangesOfTheClocks(String name) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(5);
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        for (int round = 0; round < 400; round++) {
            String text = expression(random);
            if (text.split(" ", -1)[2].startsWith("*/") || text.split(" ", -1)[4].startsWith("*/")) {
                continue; // where one day begins with a star cron-utils does not do as crontab(5) says
            }
            Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(86_400 * 1000));
            Instant due = CronExpression.parse(text).after(time, zone);
            if (zone.getRules()
                            .getOffset(due.minus(Duration.ofDays(1)))
                            .equals(zone.getRules().getOffset(due.plus(Duration.ofDays(1))))
                    && Duration.between(time, due).toDays() < 20) {
                ZonedDateTime expected = ExecutionTime.forCron(parser.parse(text))
                        .nextExecution(time.atZone(zone))
                        .orElseThrow();
                assertThat(due.atZone(zone)).as(text + " after " + time).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void theLastTimeIsTheOneAfterWhichNoneCameYet(String name) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            CronExpression expression = CronExpression.parse(expression(random));
            Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(86_400 * 1000));

            Instant last = expression.last(time, zone).orElseThrow();

            assertThat(last).as(expression.text() + " up to " + time).isBeforeOrEqualTo(time);
            assertThat(expression.after(last.minusNanos(1), zone))
                    .as(expression.text())
                    .isEqualTo(last);
            assertThat(expression.after(last, zone))
                    .as(expression.text() + " up to " + time)
                    .isAfter(time);
            assertThat(expression.last(last, zone)).as("itself counts").contains(last);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void agreesWithAWalkOverAllMinutesOfAYear(String name) {
        ZoneId zone = ZoneId.of(name);
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Instant to = from.plus(Duration.ofDays(365));
        for (String text :
                List.of("*/20 2 * * *", "30 1 * * *", "45 * * * *", "0 */2 * * *", "10 0-23 * * 0", "0 3 1,15 * *")) {
            List<Instant> due = new ArrayList<>();
            CronExpression expression = CronExpression.parse(text);
            for (Instant t = expression.after(from, zone); !t.isAfter(to); t = expression.after(t, zone)) {
                due.add(t);
            }
            assertThat(due).as(text).isEqualTo(new MinuteWalk(text, zone).between(from, to));
        }
    }

    @Test
    void takesDaysAsCronieDoes() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Instant to = from.plus(Duration.ofDays(365));
        for (String days : List.of(
                "*/2 * 1",
                "1 * */2",
                "*/2 * */3",
                "1-31/2 * 1",
                "13 * 5",
                "* * 5",
                "13 * *",
                "*,5 * 1",
                "1 * *,2",
                "*/31 * 0-6")) {
            String text = "0 9 " + days;
            List<Instant> due = new ArrayList<>();
            CronExpression expression = CronExpression.parse(text);
            for (Instant t = expression.after(from, ZoneOffset.UTC);
                    !t.isAfter(to);
                    t = expression.after(t, ZoneOffset.UTC)) {
                due.add(t);
            }
            assertThat(due).as(text).isEqualTo(new MinuteWalk(text, ZoneOffset.UTC).between(from, to));
        }
    }

    private static List<String> times(String expression, ZoneId zone, String local, int count) {
        CronExpression cron = CronExpression.parse(expression);
        Instant time = LocalDateTime.parse(local).atZone(zone).toInstant();
        List<String> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            time = cron.after(time, zone);
            times.add(time.atZone(zone).toOffsetDateTime().toString());
        }
        return times;
    }

    private static String expression(Random random) {
        return field(random, 0, 59) + " " + field(random, 0, 23) + " " + field(random, 1, 28) + " "
                + field(random, 1, 12) + " " + field(random, 0, 6);
    }

    private static String field(Random random, int least, int most) {
        int from = least + random.nextInt(most - least);
        int to = from + 1 + random.nextInt(most - from);
        return switch (random.nextInt(6)) {
            case 0 -> Integer.toString(from);
            case 1 -> from + "-" + to;
            case 2 -> from + "," + to;
            case 3 -> "*/" + (1 + random.nextInt((most - least) / 2));
            default -> "*";
        };
    }
}
