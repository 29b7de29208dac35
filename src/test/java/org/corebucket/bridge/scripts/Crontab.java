package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user's crontab as {@code crontab(5)} reads it.
 *
 * @param variables what it puts into the environment
 * @param jobs in their order
 */
record Crontab(Map<String, String> variables, List<Job> jobs) {

    /** When, in five fields, and what the shell is given. */
    record Job(String schedule, String command) {}

    private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(.*)");
    private static final Pattern JOB = Pattern.compile("((?:\\S+ ){4}\\S+) (.*)");
    private static final Pattern FIELD = Pattern.compile("(\\*|\\d+(-\\d+)?)(/[1-9]\\d*)?(,\\d+(-\\d+)?)*");

    static Crontab read(Path file) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        List<Job> jobs = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher variable = VARIABLE.matcher(line);
            if (variable.matches()) {
                variables.put(variable.group(1), variable.group(2));
            } else {
                jobs.add(job(line));
            }
        }
        return new Crontab(variables, jobs);
    }

    private static Job job(String line) {
        Matcher job = JOB.matcher(line);
        assertThat(job.matches()).as(line).isTrue();
        assertThat(job.group(1).split(" ")).as(line).hasSize(5).allMatch(FIELD.asMatchPredicate());
        // Cron ends the command at a percent sign, and gives the rest to its standard input.
        assertThat(job.group(2)).doesNotContain("%");
        return new Job(job.group(1), job.group(2));
    }
}
