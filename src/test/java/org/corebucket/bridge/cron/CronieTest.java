package org.corebucket.bridge.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Cron expressions mean what cronie makes of them, but for the differences that src/docs/automate.md names. What cronie's own code says of 1,500
 * expressions was recorded: its {@code entry.c} of 1.7.2 was compiled, and asked for the sets that it keeps of each line.
 */
final class CronieTest {

    private static final LocalDate FIRST = LocalDate.of(2027, 7, 1);
    private static final LocalDate LAST = FIRST.plusDays(366); // with a 29 February

    /** What cronie said: the line, and the sets with the two flags, or that it is bad. */
    private record Recorded(String line, Optional<CronieRule> rule) {}

    private static List<Recorded> recorded() throws IOException {
        List<Recorded> all = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(CronieTest.class.getResourceAsStream("/automation/cronie.tsv"))) {
            for (String row : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
                String[] cells = row.split("\t", -1);
                if (cells.length == 2) {
                    all.add(new Recorded(cells[0], Optional.empty()));
                } else if (cells.length == 7) {
                    all.add(new Recorded(
                            cells[0],
                            Optional.of(new CronieRule(
                                    bits(cells[1]),
                                    bits(cells[2]),
                                    bits(cells[3]),
                                    bits(cells[4]),
                                    bits(cells[5]),
                                    cells[6].startsWith("*"),
                                    cells[6].endsWith("*")))));
                }
            }
        }
        assertThat(all).hasSize(1500);
        return all;
    }

    private static long bits(String hex) {
        return Long.parseLong(hex, 16);
    }

    @Test
    void theRuleAsItIsToldHereIsWhatCroniesCodeSaid() throws Exception {
        for (Recorded each : recorded()) {
            assertThat(CronieRule.read(each.line())).as(each.line()).isEqualTo(each.rule());
        }
    }

    @Test
    void whatCronieRefusesIsRefusedAndWhatItTakesMeansTheSame() throws Exception {
        int taken = 0;
        for (Recorded each : recorded()) {
            taken += compare(each.line(), each.rule()) ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(700);
    }

    @Test
    void expressionsOfAllKindsAreDueOnTheDaysAndMinutesOfCroniesRule() {
        Random random = new Random(41);
        int taken = 0;
        for (int i = 0; i < 4000; i++) {
            String line = expression(random);
            taken += compare(line, CronieRule.read(line)) ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(2500);
    }

    /** Whether both take it. That only one does must have one of the reasons given there. */
    private static boolean compare(String line, Optional<CronieRule> rule) {
        Optional<CronExpression> ours = parse(line);
        if (ours.isEmpty()) {
            assertThat(rule.isEmpty() || isRefusedHere(line, rule.get()))
                    .as(line)
                    .isTrue();
            return false;
        }
        assertThat(rule).as(line).isPresent();
        if (line.matches(".*-(0|sun)/[0-9]+(,.*)?")) {
            return false; // a range that ends on Sunday with a step, in which cronie finds nothing
        }
        assertThat(days(ours.get())).as(line).isEqualTo(days(rule.get()));
        LocalDateTime from = FIRST.plusDays(Math.floorMod(line.hashCode(), 360)).atTime(13, 7);
        assertThat(minutes(ours.get(), from)).as(line).isEqualTo(minutes(rule.get(), from));
        return true;
    }

    private static Optional<CronExpression> parse(String line) {
        try {
            return Optional.of(CronExpression.parse(line));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Ranges that end before they begin, and what is never due: cronie takes them without a word, and does nothing. */
    private static boolean isRefusedHere(String line, CronieRule rule) {
        boolean backward = false;
        for (String field : line.split(" ", -1)) {
            for (String element : field.split(",", -1)) {
                Optional<CronieRule> alone = CronieRule.read("0 0 1 1 " + element);
                backward |= element.matches("[0-9]+-[0-9]+(/[0-9]+)?")
                        && Integer.parseInt(element.split("-", -1)[0]) > Integer.parseInt(element.split("[-/]", -1)[1]);
                backward |= element.matches("[A-Za-z].*-.*")
                        && (CronieRule.read("0 0 1 " + element + " *")
                                                .map(CronieRule::months)
                                                .orElse(1L)
                                        == 0
                                || alone.map(CronieRule::daysOfWeek).orElse(1L) == 0);
            }
        }
        return backward
                || LocalDate.of(2024, 1, 1).datesUntil(LocalDate.of(2028, 1, 1)).noneMatch(rule::isDueOn);
    }

    private static List<LocalDate> days(CronieRule rule) {
        return FIRST.datesUntil(LAST).filter(rule::isDueOn).toList();
    }

    private static List<LocalDate> days(CronExpression expression) {
        List<LocalDate> days = new ArrayList<>();
        LocalDate day = after(expression, FIRST.atStartOfDay().minusMinutes(1)).toLocalDate();
        while (day.isBefore(LAST)) {
            days.add(day);
            day = after(expression, day.atTime(23, 59)).toLocalDate();
        }
        return days;
    }

    private static List<LocalDateTime> minutes(CronieRule rule, LocalDateTime from) {
        List<LocalDateTime> minutes = new ArrayList<>();
        for (int i = 1; i <= 2880; i++) {
            if (rule.isDueAt(from.plusMinutes(i))) {
                minutes.add(from.plusMinutes(i));
            }
        }
        return minutes;
    }

    private static List<LocalDateTime> minutes(CronExpression expression, LocalDateTime from) {
        List<LocalDateTime> minutes = new ArrayList<>();
        LocalDateTime time = after(expression, from);
        while (!time.isAfter(from.plusMinutes(2880))) {
            minutes.add(time);
            time = after(expression, time);
        }
        return minutes;
    }

    private static LocalDateTime after(CronExpression expression, LocalDateTime time) {
        Instant due = expression.after(time.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        return LocalDateTime.ofInstant(due, ZoneOffset.UTC);
    }

    private static String expression(Random random) {
        return field(random, 0, 59, List.of()) + " " + field(random, 0, 23, List.of()) + " "
                + field(random, 1, 31, List.of()) + " " + field(random, 1, 12, List.of("jan", "JUN", "dec")) + " "
                + field(random, 0, 7, List.of("sun", "Mon", "wed", "FRI", "sat"));
    }

    private static String field(Random random, int least, int most, List<String> names) {
        StringBuilder field = new StringBuilder(element(random, least, most, names));
        while (random.nextInt(3) == 0) {
            field.append(',').append(element(random, least, most, names));
        }
        return field.toString();
    }

    private static String element(Random random, int least, int most, List<String> names) {
        int from = least + random.nextInt(most - least + 1);
        int to = from + random.nextInt(most - from + 1);
        return switch (random.nextInt(names.isEmpty() ? 6 : 8)) {
            case 0 -> "*";
            case 1 -> "*/" + (1 + random.nextInt(most + 2));
            case 2 -> from + "-" + to;
            case 3 -> from + "-" + to + "/" + (1 + random.nextInt(most));
            case 6 -> names.get(random.nextInt(names.size()));
            case 7 -> names.get(0) + "-" + names.get(names.size() - 1);
            default -> Integer.toString(from);
        };
    }
}
