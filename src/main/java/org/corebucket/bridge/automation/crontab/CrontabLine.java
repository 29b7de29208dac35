package org.corebucket.bridge.automation.crontab;

import org.corebucket.bridge.cron.CronExpression;

/** A line of a crontab, as crontab(5) reads it. */
sealed interface CrontabLine {

    /** An empty line or a comment. */
    record CrontabNothing() implements CrontabLine {}

    /** A variable for the commands that follow, or for cron itself. */
    record CrontabSetting(String name, String value) implements CrontabLine {}

    /**
     * When a command runs.
     *
     * @param schedule five fields with one space between two, or a word that begins with {@code @}
     * @param user as whom; empty where the crontab has no such column
     * @param command the rest of the line
     */
    record CrontabEntry(String schedule, String user, String command) implements CrontabLine {

        /** Whether it runs when the host starts, and not at certain times. */
        boolean isAtReboot() {
            return schedule.equals("@reboot");
        }

        /**
         * Passes if a job can be due at its times.
         *
         * @throws IllegalArgumentException saying what is wrong
         */
        void requireSchedule() {
            if (!isAtReboot()) {
                CronExpression.parse(schedule);
            }
        }
    }

    /** A line that is none of these. */
    record CrontabUnknown(String why) implements CrontabLine {}

    /**
     * Reads a line.
     *
     * @param system whether a column names the user, as in {@code /etc/crontab}
     */
    static CrontabLine of(String line, boolean system) {
        String text = line.strip();
        if (text.isEmpty() || text.charAt(0) == '#') {
            return new CrontabNothing();
        }
        int name = nameEnd(text);
        if (name > 0) {
            return new CrontabSetting(
                    unquoted(text.substring(0, name)), unquoted(text.substring(text.indexOf('=', name) + 1)));
        }
        int fields = text.charAt(0) == '@' ? 1 : 5;
        StringBuilder schedule = new StringBuilder();
        String rest = text;
        for (int i = 0; i < fields; i++) {
            String word = firstWord(rest);
            schedule.append(i == 0 ? "" : " ").append(word);
            rest = rest.substring(word.length()).strip();
        }
        String user = system ? firstWord(rest) : "";
        String command = rest.substring(user.length()).strip();
        return command.isEmpty()
                ? new CrontabUnknown("it has no command" + (system ? " behind the user" : ""))
                : new CrontabEntry(schedule.toString(), user, command);
    }

    /** Where the name of a setting ends; 0 if the line is none. */
    private static int nameEnd(String text) {
        char quote = text.charAt(0);
        int end = 0;
        if (quote == '"' || quote == '\'') {
            end = text.indexOf(quote, 1) + 1;
        } else {
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
        }
        return text.substring(end).strip().startsWith("=") ? end : 0;
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            end++;
        }
        return text.substring(0, end);
    }

    private static String unquoted(String text) {
        String value = text.strip();
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
