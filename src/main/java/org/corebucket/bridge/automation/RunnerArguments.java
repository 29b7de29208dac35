package org.corebucket.bridge.automation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a runner is asked to do, by the approved forms of its arguments (CONTRACT 3): {@code --once} or {@code --watch
 * --interval MINUTES}, each with or without {@code --nodes N}.
 *
 * @param interval of the jobs that have no trigger; empty for a runner that runs every job once
 * @param nodes how many; 0 for the one that has no directory of its own
 */
public record RunnerArguments(Optional<Duration> interval, int nodes) {

    /** Each node has threads of its own. */
    static final int MOST_NODES = 64;

    /**
     * Reads arguments of an approved form.
     *
     * @throws IllegalArgumentException for what no runner understands, with a sentence that says what it does
     */
    public static RunnerArguments parse(List<String> arguments) {
        Optional<Duration> interval = Optional.empty();
        int at = 1;
        if (startsWith(arguments, 0, "--watch") && startsWith(arguments, 1, "--interval") && arguments.size() > 2) {
            interval = Optional.of(Duration.ofMinutes(number(arguments.get(2))));
            at = 3;
        } else if (!startsWith(arguments, 0, "--once")) {
            throw unknown(arguments);
        }
        if (arguments.size() == at) {
            return new RunnerArguments(interval, 0);
        }
        if (!startsWith(arguments, at, "--nodes") || arguments.size() != at + 2) {
            throw unknown(arguments);
        }
        int nodes = number(arguments.get(at + 1));
        if (nodes > MOST_NODES) {
            throw new IllegalArgumentException("a runner has " + MOST_NODES + " nodes at most, not " + nodes);
        }
        return new RunnerArguments(interval, nodes);
    }

    private static boolean startsWith(List<String> arguments, int at, String word) {
        return arguments.size() > at && arguments.get(at).equals(word);
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException("expected a positive number, not " + text);
        }
        return number;
    }

    private static IllegalArgumentException unknown(List<String> arguments) {
        return new IllegalArgumentException(
                "the automation's runner knows --once and --watch --interval MINUTES, each with --nodes N or without, not: "
                        + String.join(" ", arguments));
    }
}
